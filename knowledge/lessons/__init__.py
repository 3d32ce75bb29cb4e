"""Lessons: what citizens ask a city office, and how the office says it. For every city, and of no city."""
