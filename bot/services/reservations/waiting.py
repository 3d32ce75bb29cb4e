"""Who waits for a place, in the order they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from bot.db import insert_if_new
from bot.models.reservations import Wait, WaitState
from bot.services.reservations.taking import Full, hold, lock_timeframes

OFFER = timedelta(hours=24)
OPEN = (WaitState.WAITING, WaitState.OFFERED)


def wait_for(
    session: Session,
    timeframe_id: int,
    conversation_id: int | None,
    units: int,
    now: datetime,
    *,
    purpose: str = "",
    language: str = "ja",
) -> Wait:
    """Into the list of a timeframe; whoever is in it already keeps their turn. Of those without a conversation the
    service itself knows who they are and tells them."""
    values: dict[str, Any] = {
        "conversation_id": conversation_id,
        "timeframe_id": timeframe_id,
        "units": units,
        "purpose": purpose,
        "language": language,
        "state": WaitState.WAITING,
        "made_at": now,
    }
    lock_timeframes(session, [timeframe_id])  # so that the order of ids is the order of arrival
    if conversation_id is None:
        wait = Wait(**values)
        session.add(wait)
        session.flush()
        return wait
    insert_if_new(session, Wait, values)
    own = (col(Wait.timeframe_id) == timeframe_id) & (col(Wait.conversation_id) == conversation_id)
    return session.exec(select(Wait).where(own, col(Wait.state).in_(OPEN))).one()


def count_before(session: Session, wait: Wait) -> int:
    """How many come first."""
    earlier = (col(Wait.timeframe_id) == wait.timeframe_id) & (col(Wait.id) < wait.id)
    statement = select(func.count()).select_from(Wait).where(earlier, col(Wait.state).in_(OPEN))
    return int(session.exec(statement).one())


def offer_freed(session: Session, timeframe_id: int, now: datetime, life: timedelta = OFFER) -> Sequence[Wait]:
    """Hold what is free for those who wait, in their order; the first whose units don't fit ends it.

    Nobody is passed over: a family of three that waits first is not overtaken by one after the other. An offer ends
    before the timeframe begins.
    """
    (timeframe,) = lock_timeframes(session, [timeframe_id])
    own = (col(Wait.timeframe_id) == timeframe_id) & (col(Wait.state) == WaitState.WAITING)
    offered = []
    for wait in session.exec(select(Wait).where(own).order_by(col(Wait.id)).with_for_update()):
        try:
            held = hold(
                session,
                timeframe_id,
                wait.units,
                now,
                conversation_id=wait.conversation_id,
                purpose=wait.purpose,
                language=wait.language,
                life=min(life, timeframe.starts_at - now),
                is_their_turn=True,
            )
        except Full:
            break
        wait.state, wait.reservation_id, wait.offered_until = WaitState.OFFERED, held.id, held.held_until
        session.add(wait)
        offered.append(wait)
    session.flush()
    return offered
