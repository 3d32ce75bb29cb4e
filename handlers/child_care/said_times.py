"""When it is to be, as it is said: tonight lasts until the morning, and today begins now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.clock import TOKYO
from bot.dialogue.turn import Turn
from handlers.child_care.service.searching import Span
from nlu.narrowing import Reading, read
from nlu.when import list_readings

EVENING, MORNING = time(18), time(6)
DAY = timedelta(days=1)
NIGHT_ENDS = "22:00"  # of what `night` is read as


def read_spans(turn: Turn) -> list[Span]:
    """What is over is left out; empty where nothing was said, or nothing of it is to come."""
    today = turn.now.astimezone(TOKYO).date()
    spans = (_to_span(read(one), today) for one in list_readings(turn.interpretation.entities))
    return [(max(first, turn.now), last) for first, last in spans if last > turn.now]


def around(day: date) -> Span:
    """The whole of a day."""
    first = datetime.combine(day, time(), TOKYO)
    return first, first + DAY


def each_day_of(span: Span) -> Iterator[date]:
    """The days that a span touches."""
    first, last = (moment.astimezone(TOKYO).date() for moment in span)
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def _to_span(said: Reading, today: date) -> Span:
    days = [date.fromisoformat(day) for day in said.days] if said.days else [today, today]
    if said.times is None:
        return around(days[0])[0], around(days[1])[1]
    begins, ends = (time.fromisoformat(moment) for moment in said.times)
    first, last = datetime.combine(days[0], begins, TOKYO), datetime.combine(days[1], ends, TOKYO)
    if begins >= EVENING and said.times[1] == NIGHT_ENDS:
        return first, datetime.combine(days[1] + DAY, MORNING, TOKYO)
    return first, last + timedelta(minutes=1)
