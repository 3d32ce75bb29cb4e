"""Days, weeks and months counted from today, with the readings a citizen may have meant.

Three habits make Japanese dates ambiguous. Weeks begin on Monday for most and on Sunday for some, so 来週の木曜 said on
a Sunday has two readings. A date without a year is the coming one, unless the one just past is nearer. A weekday alone
is the coming one, unless it is today's or tomorrow's, which are called 今日 and 明日. All readings stay.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from nlu.entities.spans import Value, one_of
from nlu.entities.tense import Tense

WEEKDAYS = "月火水木金土日"
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_ERAS |= {"大正": 1911, "T": 1911, "明治": 1867, "M": 1867}
_YEARS = range(1868, 2200)


def on(day: date | None) -> Value | None:
    """`{"date": …}`."""
    return None if day is None else {"date": day.isoformat()}


def between(first: date | None, last: date | None) -> Value | None:
    """`{"from": …, "to": …}`, both included."""
    return None if first is None or last is None else {"from": first.isoformat(), "to": last.isoformat()}


def era_year(era: str, year: str) -> int:
    """令和 8 → 2026; 元 is the first."""
    return _ERAS[era.upper()] + (1 if year == "元" else int(year))


def short_years(number: int, today: date) -> list[int]:
    """The years a year of one or two digits may be: Reiwa's where it can be, else those of eras and centuries past."""
    reiwa = era_year("令和", str(number))
    if number and reiwa <= today.year + 10:
        return [reiwa]
    return [year for year in (era_year("平成", str(number)), 1900 + number) if 1926 <= year <= today.year]


def birth_years(number: int, today: date) -> list[int]:
    """The years in which somebody may be born who gives a year of one or two digits, the latest first."""
    years = [_ERAS[era] + number for era, last in (("令和", 99), ("平成", 31), ("昭和", 64)) if 1 <= number <= last]
    return sorted({year for year in (*years, 2000 + number, 1900 + number) if 1900 < year <= today.year}, reverse=True)


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when there is none (2月30日, year 99)."""
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def month_day(month: int, day: int, today: date, tense: Tense, weekday: int | None = None) -> Value | None:
    """A date without a year; a weekday said with it chooses the year when it fits one."""
    found = [make_date(year, month, day) for year in range(today.year - 4, today.year + 5)]
    near = _nearest([one for one in found if one is not None], today, tense)
    fitting = [one for one in near if weekday in (None, one.weekday())]
    return one_of(on(one) for one in fitting) or (with_weekday(near[0], weekday) if near else None)


def with_weekday(day: date, weekday: int | None) -> Value | None:
    """The day; when another weekday was said with it, that weekday of its week too."""
    if weekday is None or weekday == day.weekday():
        return on(day)
    return one_of([on(day), on(monday(day) + timedelta(days=weekday))])


def coming_month(month: int, today: date, tense: Tense) -> list[date]:
    """First days of the month meant when no year is said, likeliest first."""
    if month == today.month:
        return [today.replace(day=1)]
    return _nearest([date(year, month, 1) for year in (today.year - 1, today.year, today.year + 1)], today, tense)


def day_of_month(day: int, today: date, tense: Tense, weekday: int | None = None) -> Value | None:
    """A bare day (20日): the coming one; if the one just past is nearer, both. A weekday said with it chooses."""
    months = [add_months(today.replace(day=1), step) for step in range(-2, 3)]
    found = [make_date(one.year, one.month, day) for one in months]
    near = _nearest([one for one in found if one], today, tense)
    fitting = [one for one in near if weekday in (None, one.weekday())]
    return one_of(on(one) for one in fitting) or (with_weekday(near[0], weekday) if near else None)


def _nearest(days: Iterable[date], today: date, tense: Tense) -> list[date]:
    days = list(days)
    coming = min((one for one in days if one >= today), default=None)
    past = max((one for one in days if one < today), default=None)
    if tense is Tense.PAST and coming != today and past:
        return [past]
    if coming and past and today - past < coming - today and tense is Tense.UNKNOWN:
        return [coming, past]
    return [one for one in (coming or past,) if one]


def monday(day: date) -> date:
    """The Monday of the week, weeks beginning on Monday."""
    return day - timedelta(days=day.weekday())


def week_starts(weeks: int, today: date) -> list[date]:
    """The Mondays of the week so many weeks from this one; on a Sunday two."""
    by_monday = monday(today) + timedelta(weeks=weeks)
    return [by_monday, by_monday + timedelta(weeks=1)] if today.weekday() == 6 else [by_monday]


def weekday_of_week(weeks: int, weekday: int, today: date, tense: Tense) -> Value | None:
    """来週の木曜: in weeks from Monday, and, where that differs and makes sense, in weeks from Sunday."""
    by_monday = [start + timedelta(days=weekday) for start in week_starts(weeks, today)]
    if weekday != 6:
        return one_of(on(day) for day in by_monday)
    return one_of(on(day) for day in _sundays(by_monday[0], weeks, today, tense))


def _sundays(by_monday: date, weeks: int, today: date, tense: Tense) -> list[date]:
    """On a Saturday weeks from Monday are meant, since tomorrow is called 明日, not 来週の日曜; on a Sunday both agree.

    今週の日曜 is none gone by, unless of the past.
    """
    by_sunday = by_monday - timedelta(weeks=1)
    gone = weeks == 0 and tense is not Tense.PAST
    return [by_monday] if today.weekday() >= 5 or gone else [by_monday, by_sunday]


def next_weekday(weekday: int, today: date, tense: Tense) -> Value | None:
    """A weekday alone: the coming one; today's and tomorrow's may be meant a week later."""
    ahead = (weekday - today.weekday()) % 7
    coming, week = today + timedelta(days=ahead), timedelta(weeks=1)
    if tense is Tense.FOLLOWING:
        return on(coming if ahead else coming + week)
    if tense is Tense.PAST:
        return one_of(on(day) for day in ([coming, coming - week] if ahead == 0 else [coming - week]))
    return one_of(on(day) for day in ([coming, coming + week] if ahead < 2 else [coming]))


def following_weekday(weekday: int, today: date) -> Value | None:
    """次の木曜: the coming one or, as some mean it, the one of next week."""
    ahead = (weekday - today.weekday()) % 7 or 7
    next_week = monday(today) + timedelta(days=7 + weekday)
    return one_of([on(today + timedelta(days=ahead)), on(next_week)])


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date | None:
    """第2土曜日 of a month, or None when it has none."""
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return day if nth >= 1 and day.month == month else None


def last_weekday(first: date, weekday: int) -> date:
    """The last such weekday of the month that begins with `first`."""
    last = last_of_month(first)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def coming_nth_weekday(nth: int, weekday: int, today: date) -> date | None:
    """第2土曜日 without a month: the next there is."""
    months = [add_months(today.replace(day=1), step) for step in range(4)]
    found = (nth_weekday(first.year, first.month, nth, weekday) for first in months)
    return next((day for day in found if day and day >= today), None)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_of_month(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def fiscal_year(day: date) -> int:
    """The year in which the fiscal year (from April) of the day began."""
    return day.year - (day.month < 4)
