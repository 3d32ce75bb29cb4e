"""Answers from what the city has written, with source and date."""
