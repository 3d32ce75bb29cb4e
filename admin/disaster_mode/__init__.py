"""The switch of disaster mode."""
