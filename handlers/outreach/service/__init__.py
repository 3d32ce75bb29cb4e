"""What the city can do about outreach lectures."""
