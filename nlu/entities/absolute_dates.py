"""Rules of dates that name a year, a month or a day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlu.entities import calendar as cal
from nlu.entities import patterns as p
from nlu.entities.births import is_birth
from nlu.entities.now import Now, compile_rules
from nlu.entities.spans import Value, one_of
from nlu.entities.vocabulary import WORDS


def year_said(match: re.Match[str], today: date) -> int:
    """The year of a match of `YEAR_SAID`."""
    groups = match.groupdict()
    if groups.get("era"):
        return cal.era_year(match["era"], match["era_year"])
    if groups.get("rel_year"):
        return int(today.year + WORDS["years"][match["rel_year"]])
    return int(match["year"])


def _full(match: re.Match[str], now: Now) -> Value | None:
    day = cal.make_date(year_said(match, now.today), int(match["month"]), int(match["day"]))
    return cal.with_weekday(day, p.weekday_said(match)) if day else None


def _short_years(match: re.Match[str], now: Now) -> list[int]:
    """Those of a match of `SHORT_YEAR`: 8年 is Reiwa's, but nobody knows in which era one was born in 8年."""
    born = is_birth(match.string, match.start(), match.end())
    return (cal.birth_years if born else cal.short_years)(int(match["short"]), now.today)


def _short_full(match: re.Match[str], now: Now) -> Value | None:
    days = (cal.make_date(year, int(match["month"]), int(match["day"])) for year in _short_years(match, now))
    return one_of(cal.with_weekday(day, p.weekday_said(match)) for day in days if day)


def _month_day(match: re.Match[str], now: Now) -> Value | None:
    month, day = int(match["month"]), int(match["day"])
    return cal.month_day(month, day, now.today, now.tense, p.weekday_said(match)) if 1 <= month <= 12 else None


def _day(match: re.Match[str], now: Now) -> Value | None:
    return cal.day_of_month(int(match["day"]), now.today, now.tense, p.weekday_said(match))


def _eight_digits(match: re.Match[str], _now: Now) -> Value | None:
    return cal.on(cal.make_date(int(match[0][:4]), int(match[0][4:6]), int(match[0][6:])))


def _year(match: re.Match[str], now: Now) -> Value | None:
    year, fiscal = year_said(match, now.today), match["fiscal"] is not None
    if fiscal and match["rel_year"]:
        year += cal.fiscal_year(now.today) - now.today.year
    return _whole_year(year, fiscal, match["end"] is not None)


def _short_fiscal(match: re.Match[str], now: Now) -> Value | None:
    years = cal.short_years(int(match["short"]), now.today)
    return one_of(_whole_year(year, True, match["end"] is not None) for year in years)


def _birth_year(match: re.Match[str], now: Now) -> Value | None:
    """85年生まれ; 05年 may be 1905 or 2005."""
    years = [year for year in (2000 + int(match["short"]), 1900 + int(match["short"])) if year <= now.today.year]
    return one_of(_whole_year(year, False, False) for year in years)


def _whole_year(year: int, fiscal: bool, only_end: bool) -> Value | None:
    first = cal.make_date(year, 4 if fiscal else 1, 1)
    last = first and cal.add_months(first, 12) - timedelta(days=1)
    return cal.on(last) if only_end else cal.between(first, last)


def _within(first: date, match: re.Match[str]) -> Value | None:
    """The part of a month that is named after it, or all of it."""
    groups, weekday = match.groupdict(), p.weekday_said(match) or 0
    if groups.get("nth"):
        return cal.on(cal.nth_weekday(first.year, first.month, int(match["nth"]), weekday))
    if groups.get("final"):
        return cal.on(cal.last_weekday(first, weekday))
    if groups.get("end"):
        return cal.on(cal.last_of_month(first))
    start, end = WORDS["month_parts"].get(groups.get("part"), (1, 31))
    last = cal.last_of_month(first)
    return cal.between(first.replace(day=start), last.replace(day=min(end, last.day)))


def _year_month(match: re.Match[str], now: Now) -> Value | None:
    first = cal.make_date(year_said(match, now.today), int(match["month"]), 1)
    return _within(first, match) if first else None


def _short_year_month(match: re.Match[str], now: Now) -> Value | None:
    firsts = (cal.make_date(year, int(match["month"]), 1) for year in _short_years(match, now))
    return one_of(_within(first, match) for first in firsts if first)


def _month(match: re.Match[str], now: Now) -> Value | None:
    month = int(match["month"])
    firsts = cal.coming_month(month, now.today, now.tense) if 1 <= month <= 12 else []
    return one_of(_within(first, match) for first in firsts)


def _relative_month(match: re.Match[str], now: Now) -> Value | None:
    first = cal.add_months(now.today.replace(day=1), WORDS["months"][match["rel_month"]])
    if match.groupdict().get("day"):
        return cal.on(cal.make_date(first.year, first.month, int(match["day"])))
    return _within(first, match)


_NO_DAY = r"(?!\d|の?\s?\d{1,2}日)"
# Those that count from a date before them: 12月1日から7日, 再来週の月曜か火曜.
BARE = compile_rules(
    (rf"{p.BARE_MONTH}の?\s?{p.DAY}{p.IN_BRACKETS}", _month_day),
    (rf"(?<![\d/.:-])(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?![\d/:]){p.IN_BRACKETS}", _month_day),
    (rf"{p.BARE_MONTH}(?:{p.PART})?{_NO_DAY}(?![以間号])", _month),
    (rf"(?<![\d月第/.-])(?<!月の){p.SEVERAL}{p.DAY}{p.NOT_A_DATE}{p.IN_BRACKETS}", _day),
)
RULES = [
    *BARE,
    *compile_rules(
        (rf"{p.YEAR}{p.MONTH}の?\s?{p.DAY}{p.IN_BRACKETS}", _full),
        (rf"(?<![\d/-])(?P<year>\d{{4}}){p.SEPARATED}{p.IN_BRACKETS}", _full),
        (rf"{p.ERA}\.?(?P<era_year>元|\d{{1,2}}){p.SEPARATED}{p.IN_BRACKETS}", _full),
        (rf"{p.SHORT_YEAR}{p.MONTH}の?{p.DAY}{p.IN_BRACKETS}", _short_full),
        (rf"{p.YEAR_SAID}(?P<fiscal>度)?(?P<end>末)?(?!の?\s?\d{{1,2}}月|[間前後ぶ])", _year),
        (rf"{p.SHORT_YEAR}度(?P<end>末)?", _short_fiscal),
        (rf"{p.SHORT_YEAR}(?=\s?(?:生まれ|生れ|うまれ|生$))", _birth_year),
        (rf"{p.YEAR}{p.MONTH}(?:{p.PART})?{_NO_DAY}", _year_month),
        (rf"{p.SHORT_YEAR}{p.MONTH}(?:{p.PART})?{_NO_DAY}", _short_year_month),
        (rf"{p.REL_MONTH}の?\s?{p.DAY}", _relative_month),
        (rf"{p.REL_MONTH}(?:{p.PART})?(?!の?\s?\d{{1,2}}日|号)", _relative_month),
        (r"(?<!\d)(?:19|20)\d{6}(?!\d)", _eight_digits),
    ),
]
