"""The FAQ: written, reviewed, published, and asked why."""
