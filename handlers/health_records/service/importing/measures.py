"""Height and weight as check-ups write them: in cm, and in kg or g."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(?:cm|kg|g)?", re.IGNORECASE)
HEIGHTS = (200, 2_500)  # in mm, of whoever is measured
WEIGHTS = (300, 300_000)  # in g
MOST_KG = 250.0  # a number that is larger is of grams


def read_height(written: str) -> int | None:
    """In mm; None for what can't be."""
    found = _NUMBER.fullmatch(written)
    return _within(round(float(found[1]) * 10), HEIGHTS) if found else None


def read_weight(written: str) -> int | None:
    """In g; None for what can't be."""
    found = _NUMBER.fullmatch(written)
    if found is None:
        return None
    number = float(found[1])
    return _within(round(number if number > MOST_KG else number * 1000), WEIGHTS)


def _within(value: int, bounds: tuple[int, int]) -> int | None:
    return value if bounds[0] <= value <= bounds[1] else None
