"""Reads the cells of one row, and collects what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from urllib.parse import quote

from bot.services.sheets import fold
from handlers.child_care.models import Kind
from handlers.child_care.service.reasons import Fault
from handlers.child_care.service.sheet import WORDS, say_column
from knowledge.sources.dates import parse_date

MOST_PLACES = 999
LATEST_HOUR = 30
OLDEST_MONTHS = 18 * 12 + 11
_TIME = re.compile(r"(?P<hour>\d{1,2})\D(?P<minute>\d{2})\D?(?::?00)?")
_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"
_TELEPHONE = re.compile(r"#?\d[\d()-]{2,19}")
_AGE = re.compile(WORDS["age"])
_HALF, _YEARS, _DAYS = WORDS["half"], tuple(WORDS["years"]), WORDS["days"]
_BETWEEN = re.compile(f"[{WORDS['between']}\n]")
_MARKS = {fold(str(mark)): name for name in ("some", "few", "none") for mark in WORDS[name]}
_UNSAID = frozenset(map(fold, WORDS["unsaid"]))


@dataclass
class Reader:
    """The cells of one row by our names."""

    kind: Kind
    row: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def complain(self, column: str, key: str, **values: object) -> None:
        self.faults.append(Fault(self.row, key, say_column(self.kind, column), values))

    def text(self, column: str) -> str:
        """As the city writes it."""
        return self.cells.get(column, "").strip()

    def folded(self, column: str) -> str:
        """Without differences of width."""
        return unicodedata.normalize("NFKC", self.cells.get(column, "")).strip()

    def wanted(self, column: str) -> str:
        """Complains where nothing stands."""
        found = self.text(column)
        if not found:
            self.complain(column, "empty")
        return found

    def split(self, column: str) -> list[str]:
        return split_cell(self.text(column))

    def day(self, column: str) -> date | None:
        said = self.folded(column)
        found = parse_date(said) if said else None
        if said and found is None:
            self.complain(column, "date", said=said)
        return found

    def clock(self, column: str) -> time | None:
        said = self.folded(column)
        found = _TIME.fullmatch(said)
        hour, minute = (int(found["hour"]), int(found["minute"])) if found else (99, 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
        if said:
            self.complain(column, "time", said=said)
        return None

    def hour(self, column: str) -> str:
        """A time of day as it is said; 26:00 is two in the night."""
        said = self.folded(column)
        found = _TIME.fullmatch(said)
        if found and int(found["hour"]) <= LATEST_HOUR and int(found["minute"]) < 60:
            return f"{int(found['hour']):02}:{found['minute']}"
        if said:
            self.complain(column, "time", said=said)
        return ""

    def link(self, column: str) -> str:
        """With what an address can't have written as browsers do."""
        said = self.cells.get(column, "").strip()
        if said and not said.startswith(("https://", "http://")):
            self.complain(column, "link")
        return quote(said, safe=_IN_ADDRESSES)

    def telephone(self, column: str) -> str:
        said = self.folded(column)
        if said and not _TELEPHONE.fullmatch(said):
            self.complain(column, "telephone", said=said)
        return said

    def coordinate(self, column: str, most: float) -> float | None:
        said = self.folded(column)
        try:
            found = float(said) if said else None
        except ValueError:
            found = most + 1
        if found is not None and not -most <= found <= most:
            self.complain(column, "coordinate", said=said)
            return None
        return found

    def months(self, column: str, *, is_last: bool = False) -> int | None:
        """An age in months; until 2歳 ends with the last month of it."""
        said = self.folded(column)
        found = parse_age(said, is_last=is_last) if said else None
        if said and (found is None or found > OLDEST_MONTHS):
            self.complain(column, "age", said=said)
            return None
        return found

    def places(self, column: str) -> str:
        """A number, `some`, `few` or `none`; empty where the city does not say."""
        said = self.folded(column)
        folded = fold(said)
        if folded in _UNSAID:
            return ""
        if folded.isascii() and folded.isdigit() and 0 < int(folded) <= MOST_PLACES:
            return str(int(folded))
        if folded not in _MARKS:
            self.complain(column, "places", said=said)
        return _MARKS.get(folded, "")


def split_cell(said: str) -> list[str]:
    """The parts of a cell that holds several."""
    return [part.strip() for part in _BETWEEN.split(said) if part.strip()]


def parse_age(said: str, *, is_last: bool = False) -> int | None:
    """The first age that is written, in months; 54日 are two months begun."""
    found = _AGE.search(unicodedata.normalize("NFKC", said))
    if found is None:
        return None
    number, unit = int(found["number"]), found["unit"]
    if unit.startswith(_YEARS):
        half = 6 if unit.endswith(_HALF) else 0
        return number * 12 + half + (11 if is_last and not half else 0)
    return -(-number // 30) if unit == _DAYS else number
