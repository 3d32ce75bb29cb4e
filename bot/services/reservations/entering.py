"""Staff enter who calls and who comes without a reservation. Nobody's conversation goes with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.models.reservations import Reservation, ReservationState
from bot.services.reservations.taking import Full, confirm, hold, lock_timeframes, number_for, take

EARLY = timedelta(hours=1)  # so long before its beginning somebody may come into a timeframe


def book_for_caller(
    session: Session, timeframe_id: int, units: int, code: str, now: datetime, *, purpose: str = "", name: str = ""
) -> Reservation:
    """Reserved for somebody on the telephone, to whom the number is read out. Raises Full and NotFound."""
    held = hold(session, timeframe_id, units, now, conversation_id=None, purpose=purpose)
    held.name = name
    session.add(held)
    session.flush()
    return confirm(session, held.id or 0, code, now)


def let_in(
    session: Session, timeframe_id: int, units: int, code: str, now: datetime, *, purpose: str = ""
) -> Reservation:
    """Somebody is at the counter: units of a timeframe that runs or begins within the hour, attended at once. Raises
    Full and NotFound."""
    (timeframe,) = lock_timeframes(session, [timeframe_id])
    if timeframe.starts_at - now > EARLY:
        raise Full(f"timeframe {timeframe_id} is not soon")
    take(session, timeframe, units, now, has_come=True)
    come = Reservation(
        timeframe_id=timeframe_id,
        units=units,
        purpose=purpose,
        state=ReservationState.ATTENDED,
        made_at=now,
        changed_at=now,
    )
    session.add(come)
    session.flush()
    come.number = number_for(come, code)
    session.add(come)
    session.flush()
    return come
