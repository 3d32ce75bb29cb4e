"""Are you safe? Asked of many at once, answered by one tap."""
