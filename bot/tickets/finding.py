"""What the page of a ticket shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from bot.clock import TOKYO
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe
from bot.services.reservations.leaving import KEEPS_PLACE
from bot.services.reservations.receptions import Reception, Span, Venue
from bot.tickets.signing import TicketKeys
from bot.tickets.ticket import make_ticket


class TicketState(StrEnum):
    AHEAD = "ahead"  # on another day
    TODAY = "today"
    ATTENDED = "attended"
    OVER = "over"
    CANCELLED = "cancelled"


_ENDED = {
    ReservationState.ATTENDED: TicketState.ATTENDED,
    ReservationState.MISSED: TicketState.OVER,
    ReservationState.CANCELLED: TicketState.CANCELLED,
}


@dataclass(frozen=True)
class Found:
    """`code` is what the QR code holds; empty where there is nothing to show at the door."""

    state: TicketState
    number: str
    venue: Venue
    purpose: str
    starts_at: datetime
    persons: int
    code: str


def find_ticket(
    session: Session,
    receptions: Mapping[str, Reception],
    keys: TicketKeys,
    reservation_id: int,
    language: str,
    now: datetime,
) -> Found | None:
    """None for what has never been reserved, or is of no service here. `language`: empty for the reservation's own."""
    reservation = session.get(Reservation, reservation_id)
    if reservation is None or not reservation.number:
        return None
    timeframe = session.get_one(Timeframe, reservation.timeframe_id)
    resource = session.get_one(Resource, timeframe.resource_id)
    reception = receptions.get(resource.service)
    if reception is None:
        return None
    date = _find_date(reception.list_dates(session, timeframe), now)
    state = _tell(reservation, date, timeframe, now)
    if state is None:
        return None
    spoken = language or reservation.language
    is_of_use = state in (TicketState.AHEAD, TicketState.TODAY)
    return Found(
        state=state,
        number=reception.list_numbers(session, [reservation])[reservation_id],
        venue=reception.name_venue(session, resource, spoken),
        purpose=reception.name_purpose(reservation.purpose, spoken),
        starts_at=date.starts_at,
        persons=reception.count_persons(reservation),
        code=keys.sign(make_ticket(reservation, timeframe)) if is_of_use else "",
    )


def _find_date(dates: Sequence[Span], now: datetime) -> Span:
    """The next one, today's included; the last when all are over."""
    today = now.astimezone(TOKYO).date()
    return next((one for one in dates if one.starts_at.astimezone(TOKYO).date() >= today), dates[-1])


def _tell(reservation: Reservation, date: Span, timeframe: Timeframe, now: datetime) -> TicketState | None:
    """Whoever came to the first date of a course, or missed it, needs the ticket on the others."""
    state, is_first = ReservationState(reservation.state), date.starts_at == timeframe.starts_at
    if state != ReservationState.RESERVED and (is_first or state not in KEEPS_PLACE):
        return _ENDED.get(state)
    day, today = date.starts_at.astimezone(TOKYO).date(), now.astimezone(TOKYO).date()
    if day > today:
        return TicketState.AHEAD
    return TicketState.TODAY if day == today else TicketState.OVER
