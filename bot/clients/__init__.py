"""Outside services behind small classes."""
