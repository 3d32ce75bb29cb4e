"""Citizens whose reservation staff moved or cancelled hear of it once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, select

from bot.booking.telling import SOON, Told
from bot.db import Database
from bot.desk.unasked import is_night, write_to
from bot.models.reservations import News, Reservation, Resource, Timeframe
from bot.services.reservations.bookables import Bookable
from bot.services.reservations.taking import enter


def tell_news(database: Database, bookables: Mapping[str, Bookable], now: datetime) -> list[Told]:
    """Whom it was told, each in a transaction of its own."""
    with database.read() as session:
        # A literal, so that both databases use the partial index.
        due = session.exec(select(Reservation.id).where(text("news <> ''")).order_by(col(Reservation.id))).all()
    told: list[Told] = []
    for reservation_id in due:
        with database.write() as session:
            told += _tell_one(session, bookables, reservation_id or 0, now)
    return told


def _tell_one(
    session: Session, bookables: Mapping[str, Bookable], reservation_id: int, now: datetime
) -> Sequence[Told]:
    reservation, timeframe = enter(session, reservation_id)
    if not reservation.news:
        return ()  # another scheduler was first, or the citizen has moved or cancelled it themselves
    known = session.get(Timeframe, reservation.known_timeframe_id or 0) or timeframe
    # What is over for them may be nearer than what they have now.
    if is_night(now) and min(known.starts_at, timeframe.starts_at) - now > SOON:
        return ()
    resource = session.get_one(Resource, timeframe.resource_id)
    bookable = bookables.get(resource.service)
    message = bookable.say_news(reservation, timeframe, known.starts_at, resource.code) if bookable else None
    if message is None:
        return ()
    is_told = write_to(session, reservation.conversation_id, message, resource.service, now, must_arrive=True)
    if is_told is False:
        return ()
    reservation.news, reservation.known_timeframe_id = News.NONE, None
    session.add(reservation)
    return (reservation.conversation_id,) if is_told and reservation.conversation_id else ()
