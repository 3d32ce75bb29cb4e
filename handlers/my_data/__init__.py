"""What we hold about a citizen: seen, taken along, deleted."""
