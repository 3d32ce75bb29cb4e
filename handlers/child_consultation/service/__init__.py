"""What the children's centre can do."""
