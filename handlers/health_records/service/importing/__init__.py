"""Takes over files of the city's health system."""
