"""What the city can do with surveys and opinions."""
