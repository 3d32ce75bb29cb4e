"""Days that have names: public holidays, seasons, and those of `vocabulary.yml`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import jpholiday

from nlu.entities.tense import Tense
from nlu.entities.vocabulary import WORDS

Span = tuple[date, date]
_YEARS = range(1901, 2100)
# The sun's places in these years: the day of the first year and the days that each year adds to it.
_SEASONS = {"節分": (2, 3.8693, 0.242713), "冬至": (12, 22.6587, 0.242752)}


def holiday_names() -> tuple[str, ...]:
    """The public holidays' names, as the law has them and this calendar spells them."""
    return tuple(sorted(_holidays(2027)))


def find_named(name: str, year: int) -> Span | None:
    """The first and last day of a name; the year is that in which it begins. None when that year has none."""
    if year not in _YEARS:
        return None
    if name in WORDS["named_spans"]:
        month, day, last_month, last_day = WORDS["named_spans"][name]
        return date(year, month, day), date(year + (last_month < month), last_month, last_day)
    if name in WORDS["named_days"]:
        day_of = date(year, *WORDS["named_days"][name])
        return day_of, day_of
    found = _season(name, year) if name in _SEASONS else _holidays(year).get(name)
    return (found, found) if found else None


def season_names() -> tuple[str, ...]:
    return tuple(_SEASONS)


def nearest_named(name: str, today: date, tense: Tense) -> Span | None:
    """The coming one, or that which is not over; in the past tense the last one."""
    found = [span for year in range(today.year - 1, today.year + 2) if (span := find_named(name, year))]
    if tense is Tense.PAST:
        return max((span for span in found if span[0] <= today), default=None)
    return min((span for span in found if span[1] >= today), default=None)


def nearest_holiday(today: date, tense: Tense) -> date:
    """次の祝日, この前の祝日."""
    days = [day for year in range(today.year - 1, today.year + 2) for day in _holidays(year).values()]
    if tense is Tense.PAST:
        return max(day for day in days if day < today)
    return min(day for day in days if day > today)


def _season(name: str, year: int) -> date:
    month, day, step = _SEASONS[name]
    since = year - 1900 - (month < 3)
    return date(year, month, 1) + timedelta(days=int(day + step * since) - since // 4 - 1)


@cache
def _holidays(year: int) -> dict[str, date]:
    return {name: day for day, name in jpholiday.year_holidays(year) if "振替" not in name and name != "国民の休日"}
