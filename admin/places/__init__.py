"""`/admin/places`: the calendar of the city services that have places, for the staff of those services."""
