"""What the city knows of its shelters."""
