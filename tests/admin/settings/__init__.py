"""Settings that staff change."""
