"""The pages at the door: a family checks in by its phone or the tablet, and relatives ask."""
