"""Outreach lectures: a group asks for one, staff schedule it."""
