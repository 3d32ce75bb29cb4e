"""Where to flee to: shelters, which of them are open, and who is there."""
