"""The sender of broadcasts (docs/broadcasts.md)."""

TOPIC = "broadcasts"  # of the bell: something may leave
