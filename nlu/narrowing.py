"""Readings of a date and time, as `nlu.when` gives them, brought together over several utterances.

「木曜の3時」 has two readings, and 「午後」 said afterwards leaves one; 「12月3日」 and then 「15時」 make one moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Reading:
    """From and to, both included; empty where nothing was said. Days are ISO 8601, times `HH:MM`."""

    days: tuple[str, str] | None = None
    times: tuple[str, str] | None = None

    def __str__(self) -> str:
        """As `nlu.when` writes it."""
        ends = (f"{_end(self.days, place)}{_end(self.times, place, 'T')}" for place in (0, 1))
        return "/".join(dict.fromkeys(ends))

    @property
    def day(self) -> str:
        """The day, when it is one."""
        return self.days[0] if self.days and self.days[0] == self.days[1] else ""

    @property
    def time(self) -> str:
        """The time, when it is one."""
        return self.times[0] if self.times and self.times[0] == self.times[1] else ""


def read(text: str) -> Reading:
    """Inverse of `str`. Raises ValueError for a day or time that is none."""
    first, _, last = text.partition("/")
    (day, _, time), (last_day, _, last_time) = first.partition("T"), (last or first).partition("T")
    for said in filter(None, (day, last_day)):
        date.fromisoformat(said)
    for said in filter(None, (time, last_time)):
        datetime.strptime(said, "%H:%M")  # noqa: DTZ007  # a time of day, no moment
    return Reading((day, last_day) if day else None, (time, last_time) if time else None)


def narrow(held: Sequence[str], said: Sequence[str]) -> list[str]:
    """What of `held` can still be meant after `said`; `said` alone where they don't go together."""
    both = (_meet(read(one), read(other)) for one in held for other in said)
    return list(dict.fromkeys(str(reading) for reading in both if reading)) or list(said)


def each_day(readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings, one for each of their days."""
    for reading in readings:
        if reading.days is None:
            yield reading
            continue
        first, last = (date.fromisoformat(day) for day in reading.days)
        for ahead in range((last - first).days + 1):
            day = (first + timedelta(days=ahead)).isoformat()
            yield Reading((day, day), reading.times)


def _meet(one: Reading, other: Reading) -> Reading | None:
    days, times = _overlap(one.days, other.days), _overlap(one.times, other.times)
    return None if () in (days, times) else Reading(days or None, times or None)


def _overlap(one: tuple[str, str] | None, other: tuple[str, str] | None) -> tuple[str, str] | tuple[()] | None:
    if one is None or other is None:
        return one or other
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start <= end else ()


def _end(span: tuple[str, str] | None, place: int, mark: str = "") -> str:
    return f"{mark}{span[place]}" if span else ""
