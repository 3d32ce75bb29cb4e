"""Where citizens reach us: each channel with its adapter."""
