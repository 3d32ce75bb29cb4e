"""What was held and not confirmed in time is free again; called by the clock."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot.db import Database
from bot.models.reservations import Reservation, ReservationState, Wait, WaitState
from bot.services.reservations.leaving import end
from bot.services.reservations.taking import enter, has_lapsed

BATCH = 200


def lapse(database: Database, now: datetime) -> int:
    """How many lapsed, each in a transaction of its own; at most a batch."""
    with database.read() as session:
        held = (col(Reservation.state) == ReservationState.HELD) & (col(Reservation.held_until) <= now)
        due = list(session.exec(select(Reservation.id).where(held).order_by(col(Reservation.held_until)).limit(BATCH)))
    lapsed = 0
    for reservation_id in due:
        with database.write() as session:
            lapsed += _lapse_one(session, reservation_id or 0, now)
    return lapsed


def _lapse_one(session: Session, reservation_id: int, now: datetime) -> bool:
    reservation, _ = enter(session, reservation_id)
    if reservation.state != ReservationState.HELD or not has_lapsed(reservation, now):
        return False  # confirmed in the meantime
    for wait in session.exec(select(Wait).where(col(Wait.reservation_id) == reservation_id)):
        wait.state = WaitState.LAPSED
        session.add(wait)
    session.flush()
    end(session, reservation_id, ReservationState.LAPSED, now)
    return True
