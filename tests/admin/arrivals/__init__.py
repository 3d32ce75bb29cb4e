"""The staff at the door."""
