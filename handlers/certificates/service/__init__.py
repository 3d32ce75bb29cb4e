"""What the city can do with applications for certificates; nobody outside the house is asked here."""
