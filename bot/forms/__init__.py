"""Forms as data: what they ask for, and whether what was entered will do. Knows no page and no database."""
