"""What the card centre can do."""
