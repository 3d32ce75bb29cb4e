"""The draw of a lottery, and its verification from what was published. Needs nothing but Python itself:

    python verifying.py < sewing-2026.json

1. Every applicant has a number, and asks for one place or, a family, for several that are drawn together.
2. The seed's SHA-256 (`commitment`) was published before anybody could apply, the seed itself after the draw.
3. The seed, the public value, and a line `number units` for each applicant, sorted by number, are one text. Its SHA-256
   is the key of the draw. Whoever chose the seed could not know it.
4. An applicant's ticket is the SHA-256 of the key and the number. The smallest ticket comes first.
5. In this order everybody gets what they ask for as long as so many places are left; who asks for more than are left is
   passed over, and waits in the same order.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def draw(seed: str, public_value: str, entries: list[dict[str, Any]], places: int) -> tuple[list[str], list[str]]:
    """Everybody's numbers in the drawn order, and those of the winners."""
    units = {str(entry["number"]): int(entry["units"]) for entry in entries}
    lines = [f"{number} {units[number]}" for number in sorted(units)]
    key = digest("\n".join([seed, public_value, *lines]))
    order = sorted(units, key=lambda number: digest(f"{key} {number}"))
    winners, left = [], places
    for number in order:
        if units[number] <= left:
            winners.append(number)
            left -= units[number]
    return order, winners


def find_difference(published: dict[str, Any]) -> str:
    """Where what was published differs from what the rules give; empty where it doesn't."""
    if published.get("state") != "drawn":
        return "it is not drawn yet"
    if digest(published["seed"]) != published["commitment"]:
        return "the seed is not the one that was committed to"
    numbers = [entry["number"] for entry in published["entries"]]
    if len(set(numbers)) < len(numbers):
        return "a number takes part twice"
    order, winners = draw(published["seed"], published["public_value"], published["entries"], published["places"])
    for name, said, right in (("order", published["order"], order), ("winners", published["winners"], winners)):
        for place, (one, other) in enumerate(zip(said, right, strict=False), 1):
            if one != other:
                return f"{name}, place {place}: {one} is published, {other} is right"
        if len(said) != len(right):
            return f"{name}: {len(said)} are published, {len(right)} are right"
    return ""


def verify(content: str) -> str:
    """As `find_difference`, of the file's text."""
    try:
        return find_difference(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return f"it is not readable as a lottery ({type(error).__name__}: {error})"


if __name__ == "__main__":
    sys.exit(verify(sys.stdin.read()) or 0)
