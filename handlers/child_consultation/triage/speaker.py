"""Who writes, and how old the child is that is written about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.child_consultation.triage.rule import Seen
from handlers.child_consultation.triage.wording import Wording
from nlu.entities import ages

SMALL_MONTHS = 3  # a fever under this age is a matter of the same day

_PER_MONTH = {"days": 30.5, "weeks": 4.35, "months": 1.0}
_SAD = re.compile("[😭😢😿😥😞😔😟🥺😰😨😣😖😫😩☹🙁💔😓🤕🥲🆘]")
_LETTER = re.compile(r"\w")


def is_adult(said: Sequence[Seen]) -> bool:
    """Whether the words are of somebody who has, or works with, children."""
    return any(seen.has(name) for seen in said for name in ("my_child", "grown", "partner"))


def is_child(wording: Wording, said: Sequence[Seen]) -> bool:
    """Whether they are a child's own: school, my father, how old I am. Of what is not an adult's."""
    if any(seen.has("pupil") for seen in said):
        return True
    if any(seen.has("asks") for seen in said):
        return False
    return wording.is_kana_only or any(seen.has("parent") or seen.has("kin") for seen in said)


class Ages:
    """How ages are said."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        self._units = [
            (re.compile(line.strip()), per_month)
            for unit, per_month in _PER_MONTH.items()
            for line in written[unit].splitlines()
        ]
        self._newborn = re.compile(written["newborn"].strip())
        self._numerals: Mapping[str, int] = written["numerals"]

    def list_months(self, text: str) -> list[float]:
        """The ages that are told, in months."""
        told = [
            (self._numerals.get(match[1]) or int(match[1])) / per_month
            for pattern, per_month in self._units
            for match in pattern.finditer(text)
        ]
        years = [found.value["years"] for found in ages.find(text) if found.value.keys() == {"years"}]
        return [*told, *(12.0 * year for year in years), *([0.0] if self._newborn.search(text) else [])]


def looks_sad(text: str) -> bool:
    """Nothing but signs, and one of them cries."""
    return bool(_SAD.search(text)) and not _LETTER.search(text)
