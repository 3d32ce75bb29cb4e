"""What citizens think: surveys without a name, and opinions on drafts that the city publishes."""
