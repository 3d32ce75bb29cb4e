"""Members of staff: signing in, sessions, roles, second factors."""
