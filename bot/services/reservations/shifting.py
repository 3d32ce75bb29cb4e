"""Staff move and cancel what others have reserved; a citizen has yet to be told (`bot/booking/news.py`)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.models.reservations import News, Reservation, ReservationState
from bot.services.reservations.leaving import end, move
from bot.services.reservations.taking import TooLate, enter


def shift(session: Session, reservation_id: int, seen_in: int, timeframe_id: int, now: datetime) -> Reservation:
    """Out of the timeframe in which staff saw it into another. Raises Full and NotFound, and TooLate when it is in
    another one or another state by now, or has begun."""
    known = _enter(session, reservation_id, seen_in, now, timeframe_id)
    moved = move(session, reservation_id, timeframe_id, now)
    _note(session, moved, known, News.NONE if timeframe_id == known else News.MOVED)
    return moved


def call_off(session: Session, reservation_id: int, seen_in: int, now: datetime) -> Reservation:
    """Cancel it; who waits is offered what is free. Raises NotFound and TooLate, as above."""
    known = _enter(session, reservation_id, seen_in, now)
    ended = end(session, reservation_id, ReservationState.CANCELLED, now)
    _note(session, ended, known, News.CANCELLED)
    return ended


def _enter(session: Session, reservation_id: int, seen_in: int, now: datetime, *also: int) -> int:
    """The timeframe that the citizen knows of: of several moves the first one's."""
    reservation, timeframe = enter(session, reservation_id, *also)
    is_as_seen = reservation.state == ReservationState.RESERVED and reservation.timeframe_id == seen_in
    if not is_as_seen or timeframe.starts_at <= now:
        raise TooLate(reservation.state)
    return reservation.known_timeframe_id or seen_in


def _note(session: Session, reservation: Reservation, known: int, news: News) -> None:
    if reservation.conversation_id is not None and news:
        reservation.news, reservation.known_timeframe_id = news, known
    session.add(reservation)
    session.flush()
