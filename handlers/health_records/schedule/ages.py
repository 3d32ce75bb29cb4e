"""Ages and intervals as Japan's law counts them.

One grows older at the end of the day before the birthday (Act on Calculation of Ages; Civil Code, article 143), and so
with months: 生後2月 is reached on the day before the same day two months later, or on the last day of a month without
that day. Weeks and days after birth are counted from the day after it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

APRIL = 4  # in which a school year and a fiscal year begin
_POINT = re.compile(r"(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?(@year)?")
_INTERVAL = re.compile(r"(\d+)([dm])")
_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Point:
    """A day in a life: `12m`, `7y6m`, `6w`, `104d`, `6y@year` (the fiscal year in which six are reached: its first day
    where something begins, its last where it ends), or a date."""

    months: int = 0
    days: int = 0
    is_year: bool = False
    fixed: date | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """`27d`: so many days lie between; `6m`: from the same day of the month on."""

    number: int
    is_months: bool


def parse_point(text: object) -> Point:
    """Raises ValueError when it is none."""
    if isinstance(text, date):
        return Point(fixed=text)
    found = _POINT.fullmatch(text) if text and isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{text!r} is no age: write 12m, 7y6m, 6w, 104d, 6y@year or a date")
    years, months, weeks, days = (int(part or 0) for part in found.groups()[:4])
    is_by_months = found[1] or found[2]
    if is_by_months and (weeks or days):
        raise ValueError(f"{text!r}: an age is in years and months, or in weeks and days")
    return Point(years * 12 + months, weeks * 7 + days, bool(found[5]))


def parse_interval(text: object) -> Interval:
    """Raises ValueError when it is none."""
    found = _INTERVAL.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{text!r} is no interval: write 27d or 6m")
    return Interval(int(found[1]), found[2] == "m")


@lru_cache(_KEPT)
def find_day(point: Point, birth_date: date, *, is_end: bool) -> date:
    """The day that the point is for who was born then."""
    if point.fixed is not None:
        return point.fixed
    day = reach(birth_date, point.months) if point.months else birth_date + timedelta(point.days)
    if not point.is_year:
        return day
    year = find_year(day)
    return date(year + 1, 3, 31) if is_end else date(year, APRIL, 1)


@lru_cache(_KEPT)
def reach(birth_date: date, months: int) -> date:
    """The day on which so many months of age are reached."""
    year, month = divmod(birth_date.year * 12 + birth_date.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    if birth_date.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, birth_date.day) - timedelta(1)


def find_year(day: date) -> int:
    """The fiscal year, which is the school year, too."""
    return day.year if day.month >= APRIL else day.year - 1


@lru_cache(_KEPT)
def add(day: date, interval: Interval) -> date:
    """The first day on which the interval has passed; a month without that day is over on the next one's first."""
    if not interval.is_months:
        return day + timedelta(interval.number + 1)
    year, month = divmod(day.year * 12 + day.month - 1 + interval.number, 12)
    if day.day > monthrange(year, month + 1)[1]:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, day.day)
