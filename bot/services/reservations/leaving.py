"""Reservations that move or end; what they had goes to who waits, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot.models.reservations import TAKING, News, Reservation, ReservationState, Timeframe, Wait, WaitState
from bot.services.reservations.taking import (
    TooLate,
    confirm,
    enter,
    has_lapsed,
    lock_timeframes,
    take,
)
from bot.services.reservations.waiting import OPEN, offer_freed

KEEPS_PLACE = (ReservationState.ATTENDED, ReservationState.MISSED)


def move(session: Session, reservation_id: int, timeframe_id: int, now: datetime) -> Reservation:
    """Into another timeframe; what it had stays when there is no room. Raises Full, TooLate and NotFound."""
    reservation, old = enter(session, reservation_id, timeframe_id)
    if reservation.state not in TAKING or has_lapsed(reservation, now):
        raise TooLate(reservation.state)
    if timeframe_id == old.id:
        return reservation
    take(session, session.get_one(Timeframe, timeframe_id), reservation.units, now)
    reservation.timeframe_id, reservation.changed_at = timeframe_id, now
    reservation.reminded_day_at = reservation.reminded_hour_at = None
    reservation.news, reservation.known_timeframe_id = News.NONE, None
    session.add(reservation)
    _give_back(session, old, reservation.units, now)
    return reservation


def end(session: Session, reservation_id: int, state: ReservationState, now: datetime) -> Reservation:
    """Cancelled, lapsed, attended or missed. Raises TooLate when it has ended already."""
    reservation, timeframe = enter(session, reservation_id)
    if reservation.state not in TAKING:
        raise TooLate(reservation.state)
    reservation.state, reservation.held_until, reservation.changed_at = state, None, now
    reservation.news, reservation.known_timeframe_id = News.NONE, None
    session.add(reservation)
    if state not in KEEPS_PLACE:
        _give_back(session, timeframe, reservation.units, now)
    session.flush()
    return reservation


def leave_all(session: Session, conversation_id: int, now: datetime) -> None:
    """Whoever has their data deleted gives back what they have and no longer waits."""
    own = (col(Reservation.conversation_id) == conversation_id) & col(Reservation.state).in_(TAKING)
    held = session.exec(select(Reservation.id, Reservation.timeframe_id).where(own)).all()
    lock_timeframes(session, [timeframe_id for _, timeframe_id in held])
    for wait in session.exec(select(Wait).where(col(Wait.conversation_id) == conversation_id)):
        wait.state = WaitState.LEFT
        session.add(wait)
    session.flush()
    for reservation_id, _ in held:
        if reservation_id is not None:
            end(session, reservation_id, ReservationState.CANCELLED, now)


def answer_offer(session: Session, wait_id: int, code: str, now: datetime, *, accepts: bool) -> Reservation | None:
    """Take what was offered, or leave the list; the reservation when it is taken. Raises TooLate."""
    wait = _enter_wait(session, wait_id)
    if accepts:
        if wait.state != WaitState.OFFERED or wait.reservation_id is None:
            raise TooLate(wait.state)
        taken = confirm(session, wait.reservation_id, code, now)
        wait.state = WaitState.ACCEPTED
        session.add(wait)
        return taken
    held, wait.state = wait.reservation_id, WaitState.LEFT
    session.add(wait)
    session.flush()
    if held is not None:
        end(session, held, ReservationState.CANCELLED, now)
    return None


def _enter_wait(session: Session, wait_id: int) -> Wait:
    """The wait, locked after its timeframe, as everywhere."""
    timeframe_id = session.exec(select(Wait.timeframe_id).where(col(Wait.id) == wait_id)).first()
    if timeframe_id is None:
        raise TooLate(WaitState.LEFT)
    lock_timeframes(session, [timeframe_id])
    statement = select(Wait).where(col(Wait.id) == wait_id).with_for_update()
    wait = session.exec(statement, execution_options={"populate_existing": True}).one()
    if wait.state not in OPEN:
        raise TooLate(wait.state)
    return wait


def _give_back(session: Session, timeframe: Timeframe, units: int, now: datetime) -> None:
    timeframe.taken -= units
    session.add(timeframe)
    session.flush()
    if timeframe.id is not None and timeframe.starts_at > now:
        offer_freed(session, timeframe.id, now)
