"""Dates as city offices write them in tables and pages."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path

from bot.yaml_files import parse_yaml

_WRITTEN = parse_yaml(Path(__file__).with_name("dates.yml").read_text("utf-8"))
_ERAS: dict[str, int] = _WRITTEN["eras"]
_DATE = re.compile(
    rf"(?P<era>{'|'.join(_ERAS)})?\s*(?P<year>\d{{1,4}}|{_WRITTEN['first_year']})"
    r"[^\d\s]{1,2}\s*(?P<month>\d{1,2})[^\d\s]\s*(?P<day>\d{1,2})"
)
_COMPACT = re.compile(r"(?P<era>)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")


def parse_date(text: str) -> date | None:
    """The date a whole cell holds (2026-04-01, 2026/4/1, 20260401, or with an era), or None."""
    folded = unicodedata.normalize("NFKC", text).strip()
    found = _COMPACT.fullmatch(folded) or _DATE.match(folded)
    return _to_date(found) if found and len(folded) - found.end() <= 1 else None


def find_date(text: str) -> date | None:
    """The first date within a sentence, or None."""
    return next(iter(find_dates(text)), None)


def find_dates(text: str) -> list[date]:
    """Every date within a text, in its order; none that the calendar does not have."""
    whole = parse_date(text)
    if whole is not None:
        return [whole]
    return [day for found in _DATE.finditer(unicodedata.normalize("NFKC", text)) if (day := _to_date(found))]


def _to_date(found: re.Match[str]) -> date | None:
    era, year = found["era"], found["year"]
    if not era and len(year) != 4:
        return None
    number = int(year) if year.isdecimal() else 1
    try:
        return date(number + _ERAS.get(era, 0), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
