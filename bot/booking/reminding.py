"""Citizens are reminded of what they have reserved: the day before and the hour before, once each, never at night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.booking.telling import Told
from bot.db import Database
from bot.desk.unasked import is_night, write_to
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe
from bot.services.reservations.bookables import Bookable
from bot.services.reservations.taking import enter
from bot.tickets.links import TicketLinks


@dataclass(frozen=True)
class Reminder:
    """From `lead` until `least` before the time; `column` says when it was told, or found needless."""

    column: str
    lead: timedelta
    least: timedelta


REMINDERS = (
    Reminder("reminded_day_at", timedelta(hours=24), timedelta(hours=3)),
    Reminder("reminded_hour_at", timedelta(hours=1), timedelta(minutes=5)),
)


def remind(
    database: Database, bookables: Mapping[str, Bookable], now: datetime, tickets: TicketLinks | None = None
) -> list[Told]:
    """Who was reminded, each in a transaction of its own. What was reserved or moved since a reminder was due needs
    none; what the month's quota has no room for waits for a free reply as long as it is of use."""
    if is_night(now) or not bookables:
        return []
    told: list[Told] = []
    for reminder in REMINDERS:
        with database.read() as session:
            due = session.exec(_list_due(reminder, list(bookables), now)).all()
        for reservation_id in due:
            with database.write() as session:
                told += _remind_one(session, bookables, reminder, reservation_id or 0, now, tickets)
    return told


def _list_due(reminder: Reminder, services: Sequence[str], now: datetime) -> SelectOfScalar[Any]:
    within = Timeframe.starts_at > now + reminder.least, Timeframe.starts_at <= now + reminder.lead
    return (
        select(Reservation.id)
        .join(Timeframe, col(Reservation.timeframe_id) == col(Timeframe.id))
        .join(Resource, col(Timeframe.resource_id) == col(Resource.id))
        .where(*within, col(Resource.service).in_(services), Reservation.state == ReservationState.RESERVED)
        .where(getattr(Reservation, reminder.column).is_(None))
        .order_by(col(Timeframe.starts_at), col(Reservation.id))
    )


def _remind_one(
    session: Session,
    bookables: Mapping[str, Bookable],
    reminder: Reminder,
    reservation_id: int,
    now: datetime,
    tickets: TicketLinks | None,
) -> Sequence[Told]:
    reservation, timeframe = enter(session, reservation_id)
    is_due = now + reminder.least < timeframe.starts_at <= now + reminder.lead
    if reservation.state != ReservationState.RESERVED or getattr(reservation, reminder.column) or not is_due:
        return ()  # cancelled, moved, or told by another scheduler meanwhile
    resource = session.get_one(Resource, timeframe.resource_id)
    is_told: bool | None = None
    if reservation.changed_at <= timeframe.starts_at - reminder.lead:
        message = bookables[resource.service].say_reminder(reservation, timeframe, resource.code)
        if message is not None:
            message = tickets.add_to(message, reservation) if tickets else message
            conversation_id, service = reservation.conversation_id, resource.service
            is_told = write_to(session, conversation_id, message, service, now, must_arrive=False)
    if is_told is False:
        return ()
    setattr(reservation, reminder.column, now)
    session.add(reservation)
    return (reservation.conversation_id,) if is_told and reservation.conversation_id else ()
