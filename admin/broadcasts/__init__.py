"""Messages to many: written by one, let out by another (docs/broadcasts.md)."""
