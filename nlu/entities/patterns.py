"""Pieces of the patterns of dates, in the spelling of `spelling.yml`."""

from __future__ import annotations

import re

from nlu.entities.calendar import WEEKDAYS
from nlu.entities.vocabulary import WORDS, any_of

ERA_NAMES = "令和|平成|昭和|大正|明治"
ERA = rf"(?P<era>{ERA_NAMES}|(?<![A-Za-z])[RHSTM])"
YEAR_SAID = (
    rf"(?:(?<!\d)(?P<year>\d{{4}})年|{ERA}\s?(?P<era_year>元|\d{{1,2}})年|(?P<rel_year>{any_of(WORDS['years'])}))"
)
YEAR = YEAR_SAID + r"(?:の|、|\s)?"
SHORT_YEAR = r"(?<!\d)(?P<short>\d{1,2})年"
REL_MONTH = rf"(?P<rel_month>{any_of(WORDS['months'])})"
WEEK = rf"(?P<week>{any_of(WORDS['weeks'])})"
MONTH = r"(?<!\d)(?P<month>\d{1,2})月"
BARE_MONTH = r"(?<!\d年)(?<!元年)" + MONTH
DAY = r"(?P<day>\d{1,2})日"
NAMED = rf"(?P<weekday>[{WEEKDAYS}])曜日?"
IN_BRACKETS = rf"(?:[の、\s]?\(?(?P<weekday>[{WEEKDAYS}])(?:曜日?\)?|\)))?"
PART = (
    rf"の?(?:(?P<part>{any_of(WORDS['month_parts'])})(?:ごろ|頃)?|(?P<end>月末|末日?)|"
    rf"(?:第(?P<nth>[1-5])|(?P<final>最後の?|最終の?)){NAMED})"
)
SEPARATED = r"(?P<sep>[/.・-])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\d/-])"
# 3日間, 3日目, 1日で届く: lengths, not days.
NOT_A_DATE = (
    r"(?![間目分中券半も割うお])(?!\d+(?!\d*(?:時(?!間)|:)))(?!以内|ほど|くらい|ぐらい|後|前|かか|かけ|じゅう|[一二三]?回)"
    r"(?!で(?:届|で(?!す)|き|終|もら))"
)
SEVERAL = r"(?<!\d、)(?<!\d,)(?<!\d~)(?<!\d-)"  # 2、3日: two or three
NOT_EVERY = "(?<!毎週)(?<!毎週の)(?<!毎月)(?<!毎月の)(?<!隔週)(?<!翌)"


def weekday_said(match: re.Match[str]) -> int | None:
    """The weekday of the match, from Monday 0; None when none was said."""
    said = match.groupdict().get("weekday")
    return WEEKDAYS.index(said) if said else None
