"""What the counter does, in figures for staff."""
