"""Facts in a text: fees, dates, weekdays, times, telephone numbers, counts and addresses, each in one spelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.living import written
from nlu.normalize import normalize


class FactKind(StrEnum):
    URL = "url"
    PHONE = "phone"
    DATE = "date"
    WEEKDAY = "weekday"
    TIME = "time"
    FEE = "fee"
    COUNT = "count"


DECISIVE = frozenset(FactKind(name) for name in written.DECISIVE)


@dataclass(frozen=True)
class Fact:
    """A value with its place in the normalised text.

    | kind | value |
    |---|---|
    | fee | yen: `300`; free of charge is `0` |
    | date | `2026-12-01`, `--12-01` without a year, `2026-12`, `--12`, `2026`, `FY2026` |
    | weekday | the weeks of the month, then the days: `2,4:Sun`, `:Mon,Thu`; or a word such as the one for weekdays |
    | time | `17:15`; what may be morning or afternoon has both: `05:00|17:00` |
    | phone | digits only, perhaps without the area code |
    | count | the number and its unit |
    """

    kind: FactKind
    value: str
    text: str
    start: int
    end: int

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind.value, "value": self.value, "text": self.text}


def agree(one: Fact, other: Fact) -> bool:
    """Whether both say the same, as far as each says anything: 12/1 agrees with 2026-12-01."""
    if one.kind is not other.kind:
        return False
    if one.value == other.value:
        return True
    if one.kind is FactKind.TIME:
        return not set(one.value.split("|")).isdisjoint(other.value.split("|"))
    if one.kind is FactKind.PHONE:
        return one.value.endswith(other.value) or other.value.endswith(one.value)
    if one.kind is FactKind.DATE:
        return _same_day(one.value, other.value)
    return False


def _same_day(one: str, other: str) -> bool:
    """Equal but for the year, which one of them leaves out."""
    shorter, longer = sorted((one, other), key=lambda value: not value.startswith("--"))
    return shorter.startswith("--") and longer[:2].isdigit() and longer[5:] == shorter[2:]


@lru_cache(maxsize=20_000)
def find_facts(text: str) -> tuple[Fact, ...]:
    """The facts of a normalised text in their order; where two overlap, the kind named first has it."""
    taken: list[Fact] = []
    for kind, finder in _FINDERS:
        for value, start, end in finder(text):
            if all(end <= other.start or start >= other.end for other in taken):
                taken.append(Fact(kind, value, text[start:end], start, end))
    taken.sort(key=lambda fact: fact.start)
    return tuple(fact for fact in taken if not _is_rate(fact, taken, text))


def read_facts(text: str) -> tuple[Fact, ...]:
    """The facts of a text as people wrote it, line by line; `start` and `end` count within the line."""
    return tuple(_facts_of_lines(text))


def _facts_of_lines(text: str) -> Iterator[Fact]:
    for line in text.splitlines():
        yield from find_facts(normalize(line))


def _is_rate(fact: Fact, facts: list[Fact], text: str) -> bool:
    """One copy, one person … *for* a fee: the fee is the fact."""
    if fact.kind is not FactKind.COUNT or fact.value not in written.RATES:
        return False
    fees = [other for other in facts if other.kind is FactKind.FEE]
    beside = any(0 <= fee.start - fact.end <= 5 or 0 <= fact.start - fee.end <= 2 for fee in fees)
    return beside or written.is_rate_word(text, fact.end)


_FINDERS = (
    (FactKind.URL, written.find_urls),
    (FactKind.PHONE, written.find_phones),
    (FactKind.DATE, written.find_dates),
    (FactKind.WEEKDAY, written.find_weekdays),
    (FactKind.TIME, written.find_times),
    (FactKind.FEE, written.find_fees),
    (FactKind.COUNT, written.find_counts),
)
