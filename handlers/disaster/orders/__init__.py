"""Evacuation orders that staff give: level 3 to 5, for districts and towns."""
