"""What was told many at once, for everybody to read: a page, feeds and open data."""
