"""Passages that are gone from their page and stand on another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.living.comparison import Section
from knowledge.living.statements import Statement
from nlu.normalize import normalize

MOVED_WHOLE = 0.6  # of a passage's statements stand in the other place
LEAST = 20  # characters that are found again; one short row is on many pages
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Lost:
    """A passage to look for; `needed` are places of statements without which it is not the same."""

    page_id: str
    statements: Sequence[Statement]
    needed: frozenset[int]


def find_moved(lost: Sequence[Lost], sections: Iterable[Section]) -> list[Section | None]:
    """For each passage a section of another page that says it word for word, numbers included; else None."""
    found: list[Section | None] = [None] * len(lost)
    wanted = [[_SPACES.sub("", statement.text) for statement in one.statements] for one in lost]
    for section in sections:
        text = _SPACES.sub("", normalize(section.text))
        for number, one in enumerate(lost):
            if found[number] is None and section.page_id != one.page_id and _says(text, wanted[number], one.needed):
                found[number] = section
    return found


def _says(text: str, wanted: Sequence[str], needed: frozenset[int]) -> bool:
    there = {place for place, statement in enumerate(wanted) if statement in text}
    long_enough = sum(len(wanted[place]) for place in there) >= LEAST
    return needed <= there and len(there) >= MOVED_WHOLE * len(wanted) and long_enough
