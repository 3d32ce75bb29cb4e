"""What the counter can do."""
