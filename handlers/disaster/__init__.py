"""Disasters: what the weather agency and the city say, and who is told. Owner: 危機管理防災課."""
