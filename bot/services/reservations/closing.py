"""Staff close timeframes, open them again, and say how many units there are. What is reserved stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.models.reservations import Timeframe, Wait, WaitState
from bot.services.reservations.taking import lock_timeframes
from bot.services.reservations.waiting import offer_freed


class LessThanTaken(Refused):
    """There can't be fewer units than people have."""


def close(session: Session, ids: Iterable[int], why: str) -> list[Timeframe]:
    """Those that were open, or closed by the rule; they stay closed until staff open them."""
    closed = []
    for timeframe in lock_timeframes(session, ids):
        if not timeframe.is_blocked or timeframe.is_off_rule:
            timeframe.is_blocked, timeframe.is_off_rule, timeframe.closed_why = True, False, why
            session.add(timeframe)
            closed.append(timeframe)
    session.flush()
    return closed


def open_again(
    session: Session, ids: Iterable[int], now: datetime, is_in_rule: Callable[[Timeframe], bool]
) -> list[Timeframe]:
    """Those that staff closed; who waits is offered what is free. What the opening rule has no more stays closed, now
    by the rule."""
    opened = []
    for timeframe in lock_timeframes(session, ids):
        if not timeframe.is_blocked or timeframe.is_off_rule:
            continue
        timeframe.closed_why = ""
        if is_in_rule(timeframe):
            timeframe.is_blocked = False
            opened.append(timeframe)
        else:
            timeframe.is_off_rule = True
        session.add(timeframe)
    session.flush()
    _offer(session, opened, now)
    return opened


def change_capacity(session: Session, timeframe_id: int, capacity: int, now: datetime, *, is_own: bool) -> int:
    """How many there were; more go to who waits first. With `is_own` the opening rule leaves it so. Raises
    LessThanTaken and NotFound."""
    (timeframe,) = lock_timeframes(session, [timeframe_id])
    if capacity < timeframe.taken:
        raise LessThanTaken(f"timeframe {timeframe_id} has {timeframe.taken} taken")
    before, timeframe.capacity, timeframe.has_own_capacity = timeframe.capacity, capacity, is_own
    session.add(timeframe)
    session.flush()
    _offer(session, [timeframe], now)
    return before


def _offer(session: Session, timeframes: Sequence[Timeframe], now: datetime) -> None:
    ids = [one.id for one in timeframes if one.starts_at > now]
    waiting = select(Wait.timeframe_id).where(col(Wait.timeframe_id).in_(ids), Wait.state == WaitState.WAITING)
    for timeframe_id in sorted(set(session.exec(waiting))):
        offer_freed(session, timeframe_id, now)
