"""How old the child is, as it is said: 2歳, 8か月の子, my 2-year-old, 2岁, 18개월, 2 tuổi."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.dialogue.turn import Turn
from handlers.child_care.service.searching import Ages
from handlers.child_care.service.sheet import WORDS

OLDEST_YEARS = 18
_NUMBERS: dict[str, int] = WORDS["said"]["numbers"]
_NUMBER = rf"(?<![0-9A-Za-z.])(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_YEARS = re.compile(_NUMBER + WORDS["said"]["years"], re.IGNORECASE)
_MONTHS = re.compile(_NUMBER + WORDS["said"]["months"], re.IGNORECASE)


def read_ages(turn: Turn) -> Ages | None:
    """From and to in months, both included; of several children from the youngest to the oldest."""
    return find_ages(turn.wanted, turn.interpretation.values("age"))


def find_ages(said: str, values: Any = ()) -> Ages | None:
    found = [*_list_entities(values), *_list_written(said)]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None


def _list_entities(values: Any) -> Iterator[Ages]:
    """Ages of people who are no children are left out."""
    for value in values:
        if not isinstance(value, Mapping):
            continue
        if "months" in value:
            yield value["months"], value["months"]
            continue
        first = value.get("years", value.get("from", 0))
        last = value.get("years", value.get("to", OLDEST_YEARS))
        if first <= OLDEST_YEARS:
            yield first * 12, min(last, OLDEST_YEARS) * 12 + 11


def _list_written(said: str) -> Iterator[Ages]:
    for match in _MONTHS.finditer(said):
        months = _read(match)
        yield months, months
    for match in _YEARS.finditer(said):
        years = _read(match)
        yield years * 12, years * 12 + 11


def _read(match: re.Match[str]) -> int:
    number = match["number"].lower()
    return _NUMBERS.get(number) or int(number)
