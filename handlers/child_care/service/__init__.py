"""What the city knows for parents, from its files."""
