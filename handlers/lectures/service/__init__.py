"""What the city can do about lectures."""
