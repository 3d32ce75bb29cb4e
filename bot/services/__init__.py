"""What the counter can do, for every city service."""
