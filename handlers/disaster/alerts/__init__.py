"""What telegrams mean for our city: what is in force, what changed, and who is told."""
