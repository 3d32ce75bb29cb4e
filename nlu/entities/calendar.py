"""Days, weeks and months counted from today, with the readings a citizen may have meant.

Two habits make Japanese dates ambiguous. Weeks begin on Monday for some and on Sunday for others, so 来週の木曜 said on
a Sunday has two readings. A date without a year is the coming one, unless the one just past is nearer: both stay.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from nlu.entities.spans import Value, one_of

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


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when there is none (2月30日, year 99)."""
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def month_day(month: int, day: int, today: date, weekday: int | None = None) -> Value | None:
    """A date without a year; a weekday said with it chooses the year when it fits one."""
    found = [make_date(year, month, day) for year in range(today.year - 4, today.year + 5)]
    days = [one for one in found if one is not None]
    near = _nearest(days, today)
    fitting = [one for one in near if weekday in (None, one.weekday())]
    return one_of(on(one) for one in fitting) or (with_weekday(near[0], weekday) if near else None)


def with_weekday(day: date, weekday: int | None) -> Value | None:
    """The day; when another weekday was said with it, that weekday of its week too."""
    if weekday is None or weekday == day.weekday():
        return on(day)
    return one_of([on(day), on(monday(day) + timedelta(days=weekday))])


def month_span(year: int, month: int) -> Value | None:
    """A whole month."""
    first = make_date(year, month, 1)
    return between(first, first and last_of_month(first))


def coming_month(month: int, today: date) -> list[date]:
    """First days of the month meant when no year is said, likeliest first."""
    if month == today.month:
        return [today.replace(day=1)]
    return _nearest([date(year, month, 1) for year in (today.year - 1, today.year, today.year + 1)], today)


def day_of_month(day: int, today: date) -> Value | None:
    """A bare day (20日): the coming one; if the one just past is nearer, both."""
    months = [add_months(today.replace(day=1), step) for step in range(-2, 3)]
    found = [make_date(one.year, one.month, day) for one in months]
    return one_of(on(one) for one in _nearest([one for one in found if one], today))


def _nearest(days: list[date], today: date) -> list[date]:
    coming = min((one for one in days if one >= today), default=None)
    past = max((one for one in days if one < today), default=None)
    if coming and past and today - past < coming - today:
        return [coming, past]
    return [one for one in (coming or past,) if one]


def monday(day: date) -> date:
    """The Monday of the week, weeks beginning on Monday."""
    return day - timedelta(days=day.weekday())


def week(weeks: int, today: date) -> Value | None:
    """The week so many weeks from this one; on a Sunday two readings."""
    starts = _week_starts(weeks, today)
    return one_of(between(start, start + timedelta(days=6)) for start in starts)


def weekday_of_week(weeks: int, weekday: int, today: date) -> Value | None:
    """来週の木曜: in weeks from Monday, and, where that differs, in weeks from Sunday."""
    by_monday, by_sunday = _week_starts(weeks, today, sunday_too=True)
    if weekday == 6:
        return one_of([on(by_monday + timedelta(days=6)), on(by_sunday + timedelta(days=-1))])
    return one_of([on(by_monday + timedelta(days=weekday)), on(by_sunday + timedelta(days=weekday))])


def _week_starts(weeks: int, today: date, sunday_too: bool = False) -> list[date]:
    by_monday = monday(today) + timedelta(weeks=weeks)
    by_sunday = monday(today + timedelta(days=1)) + timedelta(weeks=weeks)  # the Monday of a week from Sunday
    return [by_monday, by_sunday] if sunday_too or by_monday != by_sunday else [by_monday]


def next_weekday(weekday: int, today: date) -> Value | None:
    """A bare weekday: the coming one; said on that day, today or in a week."""
    ahead = (weekday - today.weekday()) % 7
    days = [today + timedelta(days=ahead)] + ([today + timedelta(days=7)] if ahead == 0 else [])
    return one_of(on(day) for day in days)


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


def weekend(weeks: int, today: date) -> Value | None:
    """Saturday and Sunday of the week so many weeks on."""
    saturday = monday(today) + timedelta(days=5, weeks=weeks)
    return between(saturday, saturday + timedelta(days=1))
