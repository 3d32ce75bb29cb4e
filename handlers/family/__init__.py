"""Acting for somebody else in the family."""
