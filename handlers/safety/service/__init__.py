"""What was asked of whom, and how they are."""
