"""Danger to life: the numbers to call, at once."""
