"""What citizens asked in vain, and what staff make of it."""
