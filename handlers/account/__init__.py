"""LINE and the city's own account, linked."""
