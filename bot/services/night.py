"""When nobody is woken: what is not urgent waits for the morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.clock import TOKYO

NIGHT_FROM, NIGHT_TO = time(21), time(7)  # in Japan


def is_night(now: datetime) -> bool:
    clock = now.astimezone(TOKYO).time()
    return clock >= NIGHT_FROM or clock < NIGHT_TO


def wait_for_morning(at: datetime) -> datetime:
    """The same moment by day, else when the night is over."""
    if not is_night(at):
        return at
    local = at.astimezone(TOKYO)
    day = local.date() + timedelta(days=1 if local.time() >= NIGHT_FROM else 0)
    return datetime.combine(day, NIGHT_TO, TOKYO).astimezone(at.tzinfo)
