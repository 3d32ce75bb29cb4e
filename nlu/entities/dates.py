"""Dates as they are said and written in Japanese, relative to a given today."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from nlu.entities import calendar as cal
from nlu.entities.spans import (
    Rule,
    Value,
    apply_rules,
    join_neighbours,
    joined_span,
    longest,
    one_of,
    open_ended,
)
from nlu.interpretation import Entity

_DAY_WORDS = {
    "おととい": -2, "一昨日": -2, "昨日": -1, "きのう": -1, "今日": 0, "本日": 0, "きょう": 0, "明日": 1, "あした": 1,
    "あす": 1, "翌日": 1, "明後日": 2, "あさって": 2, "しあさって": 3, "明々後日": 3, "明明後日": 3,
}  # fmt: skip
_WEEKS = {
    "先々週": -2, "先週": -1, "せんしゅう": -1, "今週": 0, "こんしゅう": 0, "来週": 1, "らいしゅう": 1, "翌週": 1,
    "再来週": 2, "さ来週": 2, "さらいしゅう": 2, "再々来週": 3,
}  # fmt: skip
_MONTHS = {
    "先々月": -2, "先月": -1, "せんげつ": -1, "今月": 0, "こんげつ": 0, "当月": 0, "来月": 1, "らいげつ": 1,
    "翌月": 1, "再来月": 2, "さ来月": 2, "さらいげつ": 2,
}  # fmt: skip
_YEARS = {"一昨年": -2, "おととし": -2, "去年": -1, "昨年": -1, "今年": 0, "本年": 0, "ことし": 0, "来年": 1}
_YEARS |= {"らいねん": 1, "翌年": 1, "再来年": 2}
_KANA_WEEKDAYS = {"げつ": 0, "か": 1, "すい": 2, "もく": 3, "きん": 4, "ど": 5, "にち": 6}
_PARTS = {"上旬": (1, 10), "初旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "前半": (1, 15), "後半": (16, 31)}
_UNITS = {"日": 1, "週": 7}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ERA_NAMES = "令和|平成|昭和|大正|明治"
_WEEK, _MONTH, _REL_YEAR = f"(?P<week>{_any(_WEEKS)})", f"(?P<rel_month>{_any(_MONTHS)})", _any(_YEARS)
_YEAR_SAID = (
    rf"(?:(?<!\d)(?P<year>\d{{4}})年|(?P<era>{_ERA_NAMES}|(?<![A-Za-z])[RHSTM])\s?(?P<era_year>元|\d{{1,2}})年|"
    rf"(?P<rel_year>{_REL_YEAR}))"
)
_YEAR = _YEAR_SAID + r"(?:の|、|\s)?"
_M, _D = r"(?<!\d)(?P<month>\d{1,2})月", r"(?P<day>\d{1,2})日"
_IN_BRACKETS = r"(?:\s?\(?(?P<weekday>[月火水木金土日])(?:曜日?\)?|\)))?"
_NAMED = r"(?:(?P<weekday>[月火水木金土日])曜日?|(?P<kana>げつ|か|すい|もく|きん|ど|にち)よう(?:び|(?=の|に|は)))"
_PART = rf"の?(?:(?P<part>{'|'.join(_PARTS)})|(?P<end>末日?|おわり|終わり)|第(?P<nth>[1-5]){_NAMED})"
_NOT_A_DATE = (
    r"(?![間目分中券半も割\d])(?!以内|ほど|くらい|ぐらい|後|前|かか|かけ|で(?:届|で|き|終|もら)|じゅう|[一二三]?回)"
)

# What a rule gives: from the match and today to a value.
_Builder = Callable[["re.Match[str]", date], Value | None]


def find(text: str, today: date) -> Iterator[Entity]:
    """Date entities, ranges joined, without overlaps among themselves."""
    rules: list[Rule] = [(pattern, _bound(build, today)) for pattern, build in _RULES]
    found = [one for one in longest(apply_rules("date", text, rules)) if not text.startswith("以外", one.end)]
    joined = join_neighbours(found, lambda first, last: _joined(first, last, text))
    yield from (open_ended(entity, text, _ends(entity)) for entity in joined)


def _bound(build: _Builder, today: date) -> Callable[[re.Match[str]], Value | None]:
    return lambda match: build(match, today)


def _joined(first: Entity, last: Entity, text: str) -> Entity | None:
    start, end = _ends(first)[0], _ends(last)[1]
    value = {"from": start, "to": end} if start and end and start <= end else None
    return joined_span(first, last, text, value, "まで")


def _ends(entity: Entity) -> tuple[str, str]:
    value = entity.value
    return value.get("date") or value.get("from", ""), value.get("date") or value.get("to", "")


def _year(match: re.Match[str], today: date) -> int:
    groups = match.groupdict()
    if groups.get("era"):
        return cal.era_year(match["era"], match["era_year"])
    if groups.get("rel_year"):
        return today.year + _YEARS[match["rel_year"]]
    return int(match["year"])


def _weekday(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("weekday"):
        return cal.WEEKDAYS.index(match["weekday"])
    return _KANA_WEEKDAYS[match["kana"]] if groups.get("kana") else None


def _full(match: re.Match[str], today: date) -> Value | None:
    day = cal.make_date(_year(match, today), int(match["month"]), int(match["day"]))
    return cal.with_weekday(day, _weekday(match)) if day else None


def _month_day(match: re.Match[str], today: date) -> Value | None:
    month, day = int(match["month"]), int(match["day"])
    return cal.month_day(month, day, today, _weekday(match)) if 1 <= month <= 12 else None


def _two_days_of_month(match: re.Match[str], today: date) -> Value | None:
    """12月1日から3日 is a range, 12月1日か3日 leaves the choice."""
    value = _month_day(match, today)
    first = date.fromisoformat(value["date"]) if value and "date" in value else None
    last = first and cal.make_date(first.year, first.month, int(match["last"]))
    if not first or not last or first >= last:
        return None
    return one_of([cal.on(first), cal.on(last)]) if match["choice"] else cal.between(first, last)


def _two_weekdays(match: re.Match[str], today: date) -> Value | None:
    weeks, first, last = _WEEKS[match["week"]], *(cal.WEEKDAYS.index(match[name]) for name in ("weekday", "last"))
    return one_of(cal.weekday_of_week(weeks, weekday, today) for weekday in (first, last))


def _year_alone(match: re.Match[str], today: date) -> Value | None:
    year, fiscal = _year(match, today), match["fiscal"] is not None
    if fiscal and match["rel_year"]:
        year -= today.month < 4
    first = cal.make_date(year, 4 if fiscal else 1, 1)
    return cal.between(first, cal.add_months(first, 12) - timedelta(days=1)) if first else None


def _within(first: date, match: re.Match[str]) -> Value | None:
    """The part of a month that is named after it, or all of it."""
    groups = match.groupdict()
    if groups.get("nth"):
        return cal.on(cal.nth_weekday(first.year, first.month, int(match["nth"]), _weekday(match) or 0))
    if groups.get("end"):
        return cal.on(cal.last_of_month(first))
    start, end = _PARTS.get(groups.get("part") or "", (1, 31))
    last = cal.last_of_month(first)
    return cal.between(first.replace(day=start), last.replace(day=min(end, last.day)))


def _year_month(match: re.Match[str], today: date) -> Value | None:
    first = cal.make_date(_year(match, today), int(match["month"]), 1)
    return _within(first, match) if first else None


def _month(match: re.Match[str], today: date) -> Value | None:
    month = int(match["month"])
    return one_of(_within(first, match) for first in cal.coming_month(month, today)) if 1 <= month <= 12 else None


def _relative_month(match: re.Match[str], today: date) -> Value | None:
    first = cal.add_months(today.replace(day=1), _MONTHS[match["rel_month"]])
    if match.groupdict().get("day"):
        return cal.on(cal.make_date(first.year, first.month, int(match["day"])))
    return _within(first, match)


def _week_value(match: re.Match[str], today: date) -> Value | None:
    weeks, weekday = _WEEKS[match["week"]], _weekday(match)
    return cal.week(weeks, today) if weekday is None else cal.weekday_of_week(weeks, weekday, today)


def _bare_weekday(match: re.Match[str], today: date) -> Value | None:
    weekday = _weekday(match) or 0
    return cal.following_weekday(weekday, today) if match["next"] else cal.next_weekday(weekday, today)


def _nth_weekday(match: re.Match[str], today: date) -> Value | None:
    return cal.on(cal.coming_nth_weekday(int(match["nth"]), _weekday(match) or 0, today))


def _weekend(match: re.Match[str], today: date) -> Value | None:
    return cal.weekend(_WEEKS[match["week"]] if match["week"] else 0, today)


def _later(match: re.Match[str], today: date) -> Value | None:
    number = 0.5 if match["number"] == "半" else int(match["number"])
    sign = -1 if match["way"] in ("前", "まえ") else 1
    if number > 1_200:
        return None
    if match["unit"] in _UNITS:
        day = today + timedelta(days=sign * int(number * _UNITS[match["unit"]]))
    else:
        day = cal.add_months(today, sign * int(number * (12 if match["unit"] == "年" else 1)))
    return cal.between(today, day) if match["way"] == "以内" else cal.on(day)


def _year_end(match: re.Match[str], today: date) -> Value | None:
    """Offices are closed from December 29 to January 3."""
    year = today.year - (today.month == 1 and today.day <= 3)
    last = date(year + 1, 1, 3) if match[0] == "年末年始" else date(year, 12, 31)
    return cal.between(date(year, 12, 29), last)


def _eight_digits(match: re.Match[str], _today: date) -> Value | None:
    return cal.on(cal.make_date(int(match[0][:4]), int(match[0][4:6]), int(match[0][6:])))


def _fixed(month: int, day: int) -> _Builder:
    return lambda _match, today: cal.month_day(month, day, today)


def _compile(*rules: tuple[str, _Builder]) -> list[tuple[re.Pattern[str], _Builder]]:
    return [(re.compile(pattern), build) for pattern, build in rules]


_ERA_LETTER = rf"(?P<era>{_ERA_NAMES}|(?<![A-Za-z])[RHSTMrhstm])"
_ANY_WEEKDAY = r"(?:\([月火水木金土日]\))?"
_ONE_WEEKDAY = "(?P<weekday>[月火水木金土日])曜日?"
_OR = "(?P<choice>か|や|、|・|または)"
_NOT_EVERY = "(?<!毎週)(?<!毎週の)(?<!毎月)(?<!毎月の)"
_SEPARATED = r"(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\d/-])"
_RULES = _compile(
    (rf"{_YEAR}{_M}の?\s?{_D}{_IN_BRACKETS}", _full),
    (rf"(?<![\d/-])(?P<year>\d{{4}}){_SEPARATED}{_IN_BRACKETS}", _full),
    (rf"{_ERA_LETTER}\.?(?P<era_year>元|\d{{1,2}}){_SEPARATED}{_IN_BRACKETS}", _full),
    (rf"{_M}の?\s?{_D}{_IN_BRACKETS}", _month_day),
    (rf"(?<![\d/.:-])(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?![\d/:]){_IN_BRACKETS}", _month_day),
    (rf"{_M}{_D}{_IN_BRACKETS}(?:から|~|-|{_OR})(?P<last>\d{{1,2}})日{_ANY_WEEKDAY}(?:まで)?", _two_days_of_month),
    (rf"(?<!毎){_WEEK}の?{_ONE_WEEKDAY}{_OR}(?P<last>[月火水木金土日])曜日?", _two_weekdays),
    (rf"{_YEAR_SAID}(?P<fiscal>度)?(?!\s?\d{{1,2}}月|[間前後ぶ])", _year_alone),
    (rf"{_YEAR}{_M}(?:{_PART})?(?!\d|の?\d{{1,2}}日)", _year_month),
    (rf"{_M}(?:{_PART})?(?!\d|の?\d{{1,2}}日|[以間])", _month),
    (rf"{_MONTH}の?\s?{_D}", _relative_month),
    (rf"{_MONTH}(?:{_PART})?(?!の?\d{{1,2}}日|号)", _relative_month),
    (r"(?<![一-龥])月末|げつまつ", lambda _match, today: cal.on(cal.last_of_month(today))),
    (rf"(?<!毎){_WEEK}(?:(?:の|、|\s)?{_NAMED})?(?!末)", _week_value),
    (rf"(?<!毎)(?:{_WEEK}の?)?(?:週末|(?<=週)末|土日)", _weekend),
    (rf"{_NOT_EVERY}(?<!第\d)(?:(?P<next>次の|つぎの|今度の))?{_NAMED}", _bare_weekday),
    (rf"{_NOT_EVERY}第(?P<nth>[1-5]){_NAMED}", _nth_weekday),
    (rf"(?<![\d月第/.-]){_D}{_NOT_A_DATE}", lambda match, today: cal.day_of_month(int(match["day"]), today)),
    (r"(?<!\d)(?P<number>\d{1,4})(?P<unit>日|週|か月|ヶ月|ケ月|カ月|ヵ月|箇月|年)間?(?P<way>後|前|以内|まえ)", _later),
    (r"(?P<number>半)(?P<unit>年)(?P<way>後|前|以内|まえ)", _later),
    (r"年末年始|年末", _year_end),
    (r"(?<!\d)(?:19|20)\d{6}(?!\d)", _eight_digits),
    (r"元日|元旦", _fixed(1, 1)),
    (r"大晦日|大みそか", _fixed(12, 31)),
    (rf"(?<![ぁ-ん])きょう(?=[はのもに、。\s]|から|まで|$)|(?<![ぁ-ん])あす(?=[はのもに、。\s]|から|まで|$)|"
     rf"(?:{_any({word: day for word, day in _DAY_WORDS.items() if word not in ('きょう', 'あす')})})",
     lambda m, today: cal.on(today + timedelta(days=_DAY_WORDS[m[0]]))),
)  # fmt: skip
