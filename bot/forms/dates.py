"""Dates of birth, in an era or in the western calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.clock import tokyo_today
from bot.forms.faults import Fault
from nlu.numerals import read_number

PARTS = ("era", "year", "month", "day")
WESTERN = "western"
OLDEST_YEARS = 130


@dataclass(frozen=True)
class Era:
    name: str
    first: date
    last: date | None  # of the present one nobody knows it

    def has(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


# The day on which an era ended is the first of the next one only since 1926; before, both have it.
ERAS = (
    Era("reiwa", date(2019, 5, 1), None),
    Era("heisei", date(1989, 1, 8), date(2019, 4, 30)),
    Era("showa", date(1926, 12, 25), date(1989, 1, 7)),
    Era("taisho", date(1912, 7, 30), date(1926, 12, 25)),
    Era("meiji", date(1868, 10, 23), date(1912, 7, 30)),
)


def check_birth_date(parts: Mapping[str, str]) -> str:
    """ISO 8601; empty when nothing but the era was entered. Raises Fault naming the part to correct."""
    year, month, day = (read_number(parts.get(name, "")) for name in ("year", "month", "day"))
    if not (year or month or day):
        return ""
    for name, value in (("year", year), ("month", month), ("day", day)):
        if not value.isdecimal():
            raise Fault("forms.no_number" if value else "forms.incomplete_date", part=name)
    era = next((one for one in ERAS if one.name == parts.get("era") and len(year) < 4), None)  # 昭和1985年 is 1985
    found = _make(int(year[:5]) + (era.first.year - 1 if era else 0), int(month[:3]), int(day[:3]))
    if era is None and len(year) < 4:
        raise Fault("forms.short_year", part="year")
    if found is None:
        raise Fault("forms.no_such_day", part="day")
    if era is not None and not era.has(found):
        raise Fault("forms.not_in_era", part="year", first=era.first.year, last=(era.last or tokyo_today()).year)
    return _in_a_lifetime(found).isoformat()


def write_date(field: str, written: str) -> dict[str, str]:
    """A day in ISO 8601 as it would be typed into the inputs of this field."""
    day = date.fromisoformat(written)
    parts = {"era": WESTERN, "year": day.year, "month": day.month, "day": day.day}
    return {f"{field}.{part}": str(value) for part, value in parts.items()}


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_a_lifetime(day: date) -> date:
    today = tokyo_today()
    if day > today:
        raise Fault("forms.future_date", part="year")
    if day.year < today.year - OLDEST_YEARS:
        raise Fault("forms.long_ago", part="year")
    return day
