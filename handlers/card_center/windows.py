"""What was said of day and time as windows in which a time is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from bot.clock import TOKYO
from bot.dialogue.turn import Turn
from handlers.card_center.service.offering import Window
from nlu.narrowing import Reading, read

MOST_DAYS = 62  # of one reading that has a time, one window each
MINUTE = timedelta(minutes=1)


def to_windows(readings: Iterable[str], first: date, last: date) -> list[Window]:
    """A window for each reading, of a time on several days one for each; days that are not said are all from `first`
    to `last`. Both ends of a reading are included."""
    return [window for reading in map(read, readings) for window in _split(reading, first, last)]


def drop_own(turn: Turn, readings: Sequence[str]) -> list[str]:
    """Without the day of the reservation that is moved, where another is named too (月曜の予約を水曜に)."""
    own = turn.slots.get("moving_from", "")
    others = [reading for reading in readings if read(reading).day != own]
    return others if own and others else list(readings)


def _split(reading: Reading, first: date, last: date) -> list[Window]:
    start, end = (date.fromisoformat(day) for day in reading.days) if reading.days else (first, last)
    if reading.times is None:
        return [Window(_at(start, "00:00"), _at(end + timedelta(days=1), "00:00"))]
    opens, closes = reading.times
    days = (start + timedelta(days=ahead) for ahead in range(min((end - start).days + 1, MOST_DAYS)))
    more = MINUTE if opens == closes else timedelta()
    return [Window(_at(day, opens), _at(day, closes) + more) for day in days]


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), TOKYO)
