"""What staff need across city services."""
