"""Members of staff, for administrators."""
