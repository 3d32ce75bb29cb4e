"""Welcome, good day and thanks."""
