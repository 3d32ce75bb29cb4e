"""Which hits come first, and how likely the first one is right."""
