"""Times at the card centre."""
