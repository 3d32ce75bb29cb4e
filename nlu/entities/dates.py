"""Dates as they are said and written in Japanese, relative to a given today. Texts are respelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from nlu.entities import absolute_dates, relative_dates
from nlu.entities import calendar as cal
from nlu.entities.births import is_birth
from nlu.entities.now import Now, bind
from nlu.entities.spans import Value, apply_rules, is_change, join_neighbours, longest, one_of
from nlu.entities.tense import Tense
from nlu.interpretation import Entity

_RULES = [*absolute_dates.RULES, *relative_dates.RULES]
_BARE = [*absolute_dates.BARE, *relative_dates.BARE]
_RANGE = re.compile(r"\s?(?:から|より|~|-)\s?")
_CHOICE = re.compile(r"\s?(?:か|または|もしくは|それとも|か、)\s?")
_LISTED = re.compile(r"\s?(?:、|・|や)\s?")
_INSTEAD = re.compile(r"\s?(?:じゃ|では|で)なく[てっ]?、?\s?")
_RANGE_END = re.compile("まで|の間")
_SHIFTS = {"翌日": 1, "次の日": 1, "翌々日": 2, "前日": -1, "前の日": -1}
_AFTER = re.compile(
    rf"の(?:(?P<shift>{'|'.join(_SHIFTS)})|(?P<number>\d{{1,3}})(?P<unit>日|週間)(?P<way>後|前(?!後)))|"
    r"(?P<open>以降|以後)|(?P<close>以前|までに)|(?P<since>から)|(?P<rest>いっぱい|中(?![旬学止央心間頃身]))"
)


def find(text: str, now: Now) -> Iterator[Entity]:
    """Date entities, ranges and choices joined, without overlaps among themselves."""
    found = _instead(longest(apply_rules("date", text, bind(_RULES, now))), text)
    joined = join_neighbours(found, lambda first, last: _joined(first, last, text))
    extended = (_extended(entity, text, now.today) for entity in joined)
    for entity in extended:
        if entity:  # a date of birth is no date to come on: it has a name of its own
            yield replace(entity, entity="birth_date") if is_birth(text, entity.start, entity.end) else entity


def _instead(found: list[Entity], text: str) -> list[Entity]:
    """1月10日じゃなくて11日, 来週の木曜から金曜に変更: the new one is of the same month or week when it is bare."""
    said = list(found)
    for place, (old, new) in enumerate(pairwise(found), 1):
        between, (start, end) = text[old.end : new.start], _ends(said[place - 1])
        changed = _RANGE.fullmatch(between) and is_change(text, new)
        if start and start == end and (changed or _INSTEAD.fullmatch(between)):
            value = _following(new.text, _day_before(date.fromisoformat(start), new.text))
            said[place] = replace(new, value=value or new.value)
    return said


def _day_before(day: date, said: str) -> date:
    """The day before the week of a day, when a weekday is said, or before its month."""
    return (cal.monday(day) if said[1:2] == "曜" else day.replace(day=1)) - timedelta(days=1)


def _joined(first: Entity, last: Entity, text: str) -> Entity | None:
    """12月1日から7日, 火曜か水曜: the second counts from the first when it is bare."""
    between = text[first.end : last.start]
    start = _ends(first)[0]
    following = _following(last.text, date.fromisoformat(start)) if start else None
    value: Value | None = None
    end = last.end
    if _RANGE.fullmatch(between) and not is_change(text, last):
        until = _ends(replace(last, value=following or last.value))[1]
        value = {"from": start, "to": until} if start and until and start <= until else None
        close = _RANGE_END.match(text, end)
        end = close.end() if close else end
    elif _CHOICE.fullmatch(between) or (following and _LISTED.fullmatch(between)):
        value = one_of([first.value, following or last.value])
    return Entity("date", value, text[first.start : end], first.start, end) if value else None


def _following(said: str, first: date) -> Value | None:
    """What a bare date means after another one."""
    now = Now(first, None, Tense.FOLLOWING)
    values = (build(match, now) for rule, build in _BARE if (match := rule.fullmatch(said)))
    return next((value for value in values if value), None)


def _ends(entity: Entity) -> tuple[str, str]:
    value = entity.value
    return value.get("date") or value.get("from", ""), value.get("date") or value.get("to", "")


def _extended(entity: Entity, text: str, today: date) -> Entity | None:
    """With what follows it: 以降, までに, から, の翌日 …; None when that makes a date nobody can tell."""
    match = _AFTER.match(text, entity.end)
    if match is None:
        return entity
    start, end = _ends(entity)
    value: Value | None = None
    if match["shift"] or match["number"]:
        days = _SHIFTS.get(match["shift"]) or _days(match)
        value = cal.on(date.fromisoformat(start) + timedelta(days=days)) if start and start == end else None
        if value is None:
            return None
    elif match["open"] or match["close"]:
        value = {"from": start} if match["open"] and start else {"to": end} if match["close"] and end else None
    elif match["since"] and start and start < today.isoformat():
        value = {"from": start, "to": today.isoformat()}
    elif match["rest"] and start < end and start <= today.isoformat() <= end:
        value = {"from": today.isoformat(), "to": end}
    if value is None:
        return entity
    return Entity("date", value, text[entity.start : match.end()], entity.start, match.end())


def _days(match: re.Match[str]) -> int:
    days = int(match["number"]) * (7 if match["unit"] == "週間" else 1)
    return days if match["way"] == "後" else -days
