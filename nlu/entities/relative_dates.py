"""Rules of dates that count from today: days, weeks, weekdays, so long ago, holidays."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlu.entities import calendar as cal
from nlu.entities import patterns as p
from nlu.entities.absolute_dates import year_said
from nlu.entities.holidays import find_named, holiday_names, nearest_holiday, nearest_named, season_names
from nlu.entities.now import Now, compile_rules
from nlu.entities.spans import Value, one_of
from nlu.entities.tense import Tense
from nlu.entities.vocabulary import WORDS, any_of

_LONGEST = 1_200  # of any unit
_DAY_UNITS = {"日": 1, "週": 7}
_NAMES = any_of([*WORDS["named_days"], *WORDS["named_spans"], *holiday_names(), *season_names()])


def _day_word(match: re.Match[str], now: Now) -> Value | None:
    return cal.on(now.today + timedelta(days=WORDS["days"][match[0]]))


def _two_days(_match: re.Match[str], now: Now) -> Value | None:
    """やのあさって is the third day for some and the fourth for others."""
    return one_of(cal.on(now.today + timedelta(days=days)) for days in (3, 4))


def _weekday_of_week(match: re.Match[str], now: Now) -> Value | None:
    return cal.weekday_of_week(WORDS["weeks"][match["week"]], p.weekday_said(match) or 0, now.today, now.tense)


def _weekdays(match: re.Match[str], now: Now) -> Value | None:
    """来週の月か火, 火・木曜: which of them is asked back."""
    said = [cal.WEEKDAYS.index(name) for name in match["weekdays"] if name in cal.WEEKDAYS]
    if match["week"]:
        weeks = WORDS["weeks"][match["week"]]
        return one_of(cal.weekday_of_week(weeks, weekday, now.today, now.tense) for weekday in said)
    return one_of(cal.next_weekday(weekday, now.today, now.tense) for weekday in said)


def _nth_weekdays(match: re.Match[str], now: Now) -> Value | None:
    weekday = p.weekday_said(match) or 0
    return one_of(cal.on(cal.coming_nth_weekday(int(nth), weekday, now.today)) for nth in match.group("first", "last"))


def _day_of_weekend(match: re.Match[str], now: Now) -> Value | None:
    """来週末の土曜."""
    weekday = p.weekday_said(match) or 0
    return _days_of_week(WORDS["weeks"][match["week"]], now.today, weekday, weekday)


def _week(match: re.Match[str], now: Now) -> Value | None:
    """A week or a part of it."""
    first, last = WORDS["week_parts"].get(match["part"], (0, 6))
    return _days_of_week(WORDS["weeks"][match["week"]], now.today, first, last)


def _days_of_week(weeks: int, today: date, first: int, last: int) -> Value | None:
    days = [(start + timedelta(first), start + timedelta(last)) for start in cal.week_starts(weeks, today)]
    return one_of(cal.on(start) if start == end else cal.between(start, end) for start, end in days)


def _weekend(match: re.Match[str], now: Now) -> Value | None:
    """Without a week the coming one; on the weekend itself perhaps the next."""
    if match["week"]:
        return _days_of_week(WORDS["weeks"][match["week"]], now.today, 5, 6)
    weeks = (0, 1) if now.today.weekday() >= 5 else (0,)
    monday = cal.monday(now.today)
    return one_of(cal.between(monday + timedelta(5, weeks=one), monday + timedelta(6, weeks=one)) for one in weeks)


def _weekday(match: re.Match[str], now: Now) -> Value | None:
    weekday = p.weekday_said(match) or 0
    if match["next"]:
        return cal.following_weekday(weekday, now.today)
    return cal.next_weekday(weekday, now.today, now.tense)


def _nth_weekday(match: re.Match[str], now: Now) -> Value | None:
    return cal.on(cal.coming_nth_weekday(int(match["nth"]), p.weekday_said(match) or 0, now.today))


def _working_day(_match: re.Match[str], now: Now) -> Value | None:
    """平日: which of the next seven days is asked back."""
    days = (now.today + timedelta(days=ahead) for ahead in range(7))
    return one_of(cal.on(day) for day in days if day.weekday() < 5)


def _week_opening(_match: re.Match[str], now: Now) -> Value | None:
    """週明け: the next Monday; said on a Monday perhaps today."""
    return cal.next_weekday(0, now.today, now.tense if now.today.weekday() == 0 else Tense.FOLLOWING)


def _month_end(_match: re.Match[str], now: Now) -> Value | None:
    return cal.on(cal.last_of_month(now.today))


def _fiscal_end(_match: re.Match[str], now: Now) -> Value | None:
    return cal.on(date(cal.fiscal_year(now.today) + 1, 3, 31))


def _to_the_end(match: re.Match[str], now: Now) -> Value | None:
    """年内: from today to the end of the year."""
    today = now.today
    ends = {
        "週": cal.monday(today) + timedelta(days=6),
        "月": cal.last_of_month(today),
        "年": date(today.year, 12, 31),
        "年度": date(cal.fiscal_year(today) + 1, 3, 31),
    }
    return cal.between(today, ends[match["unit"]])


def _later(match: re.Match[str], now: Now) -> Value | None:
    """3日後, 3日前. 「3日前に」 may count from an event to come: only what is past or since then counts from today."""
    number = 0.5 if match["number"] == "半" else int(match["number"])
    before = match["way"] in ("前", "まえ")
    if number > _LONGEST or (before and now.tense is not Tense.PAST and not _is_since(match, now.tense)):
        return None
    day = _shift(now.today, -number if before else number, match["unit"])
    return cal.between(now.today, day) if match["way"] == "以内" else cal.on(day)


def _is_since(match: re.Match[str], tense: Tense) -> bool:
    rest = match.string[match.end() :]
    return "今日" in match[0] or (tense is Tense.UNKNOWN and re.match(r"から|です|。|$", rest) is not None)


def _shift(day: date, number: float, unit: str) -> date:
    if unit in _DAY_UNITS:
        return day + timedelta(days=int(number * _DAY_UNITS[unit]))
    return cal.add_months(day, int(number * (12 if unit == "年" else 1)))


def _today_in(match: re.Match[str], now: Now) -> Value | None:
    """来年の今日."""
    return cal.on(cal.make_date(year_said(match, now.today), now.today.month, now.today.day))


def _named(match: re.Match[str], now: Now) -> Value | None:
    name = _canonical(match["name"])
    if any(match.groupdict().get(year) for year in ("year", "era", "rel_year")):
        span = find_named(name, year_said(match, now.today))
    else:
        span = nearest_named(name, now.today, now.tense)
    return None if span is None else cal.on(span[0]) if span[0] == span[1] else cal.between(*span)


def _canonical(name: str) -> str:
    return name.upper() if name.isascii() else name


def _holiday(match: re.Match[str], now: Now) -> Value | None:
    return cal.on(nearest_holiday(now.today, Tense.PAST if "前" in match[0] else Tense.COMING))


_SEVERAL_WEEKDAYS = rf"[{cal.WEEKDAYS}](?:[、・か][{cal.WEEKDAYS}](?!本|付|常))+"
_ITSELF = "(?!(?:休み)?の?(?:明け|前|後|過ぎ|すぎ))"  # お正月明け, クリスマス前
_AFTER_EVENT = "(?<!の)(?<!から)"
# Those that count from a date before them: 再来週の月曜か火曜.
BARE = compile_rules(
    (rf"{p.NOT_EVERY}(?<!第\d)(?P<next>次の|今度の|この次の)?{p.NAMED}", _weekday),
)
RULES = [
    *BARE,
    *compile_rules(
        (f"(?:{any_of(WORDS['days'])})", _day_word),
        ("やのあさって", _two_days),
        (rf"(?<!毎){p.WEEK}(?:の|、|\s)?{p.NAMED}", _weekday_of_week),
        (rf"(?<!毎){p.WEEK}の?(?P<weekdays>{_SEVERAL_WEEKDAYS})(?:曜日?)?", _weekdays),
        (rf"{p.NOT_EVERY}(?P<week>)(?P<weekdays>{_SEVERAL_WEEKDAYS})曜日?", _weekdays),
        (rf"(?<!毎){p.WEEK}(?:の?週)?末の?(?P<weekday>[土日])曜日?", _day_of_weekend),
        (rf"{p.NOT_EVERY}第(?P<first>[1-5])[・、とか]第?(?P<last>[1-5]){p.NAMED}", _nth_weekdays),
        (rf"(?<!毎){p.WEEK}(?:の?(?P<part>{any_of(WORDS['week_parts'])}))?(?!末|明け)", _week),
        (rf"(?<!毎)(?:{p.WEEK}の?)?(?:週末|(?<=週)末|土日)", _weekend),
        (rf"{p.NOT_EVERY}第(?P<nth>[1-5]){p.NAMED}", _nth_weekday),
        ("(?<!毎)平日(?=の?(?:午|朝|昼|夕|夜|晩|\\d)|で|が|なら)", _working_day),
        ("(?<![来今先])週明け", _week_opening),
        ("(?<![一-龥])月末", _month_end),
        ("(?<![一-龥\\d])年度末", _fiscal_end),
        ("(?<![一-龥\\d今来])(?P<unit>年度|年|月|週)内(?=[には、。\\s]|$)", _to_the_end),
        (
            rf"{_AFTER_EVENT}(?<!\d){p.SEVERAL}(?P<number>\d{{1,4}}|半(?=年))(?P<unit>日|週|か月|年)間?"
            r"(?P<way>後|前(?!後)|以内|まえ)(?:の今日)?",
            _later,
        ),
        (rf"{p.YEAR_SAID}の?今日", _today_in),
        (rf"(?:{p.YEAR})?(?<![A-Za-z])(?P<name>{_NAMES})(?![A-Za-z]){_ITSELF}", _named),
        ("(?:次の|今度の|この前の|前の)祝日", _holiday),
    ),
]
