"""The dates and times of an utterance put together: what a form books by, or asks back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from nlu.interpretation import Entity

_LONGEST = 14  # days that a time is told of one by one
_DAWN = "05:00"
_NIGHT = re.compile("夜|深夜|真夜中")  # 金曜の深夜2時 is Friday's for some, Saturday's for most
_NEXT_DAY = re.compile("24")


def list_readings(entities: Iterable[Entity]) -> list[str]:
    """Every reading in ISO 8601, likeliest first: one says when, several are asked back, none says nothing.

    A day `2026-12-03`, a time `T10:30`, both `2026-12-03T10:30`; from and to, both included, with a slash. An end
    that is open (以降, までに) leaves the end that was said. A time of several days is a reading for each of them.
    """
    found = list(entities)
    days = [one for entity in found if entity.entity == "date" for one in _readings(entity)]
    times = [(one, _shifts(entity, one)) for entity in found if entity.entity == "time" for one in _readings(entity)]
    if not times:
        return _different(_span(*_ends(day, "date")) for day in days)
    return _different(reading for time, shifts in times for reading in _moments(time, days, shifts))


def _readings(entity: Entity) -> list[dict[str, Any]]:
    return list(entity.value.get("candidates", [entity.value]))


def _shifts(entity: Entity, reading: dict[str, Any]) -> list[int]:
    """By how many days the time may be later than the day said with it."""
    if reading.get("time", _DAWN) >= _DAWN:
        return [0]
    return [1] if _NEXT_DAY.match(entity.text) else [1, 0] if _NIGHT.match(entity.text) else [0]


def _moments(time: dict[str, Any], days: list[dict[str, Any]], shifts: list[int]) -> list[str]:
    start, end = _ends(time, "time")
    if "date" in time:
        return [_span(f"{time['date']}T{start}", f"{time['date']}T{end}")]
    if not days:
        return [_span(f"T{start}", f"T{end}")]
    each = [day + timedelta(days=shift) for said in days for day in _each_day(said) for shift in shifts]
    return [_span(f"{day}T{start}", f"{day}T{end}") for day in each]


def _each_day(said: dict[str, Any]) -> list[date]:
    start, end = (date.fromisoformat(one) for one in _ends(said, "date"))
    return [start + timedelta(days=ahead) for ahead in range(min((end - start).days + 1, _LONGEST))]


def _ends(value: dict[str, Any], name: str) -> tuple[str, str]:
    said = value.get(name)
    start, end = said or value.get("from"), said or value.get("to")
    return str(start or end), str(end or start)


def _span(start: str, end: str) -> str:
    return start if start == end else f"{start}/{end}"


def _different(readings: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(readings))
