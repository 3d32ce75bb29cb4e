"""Health records: a citizen's own alone, and what is due next."""
