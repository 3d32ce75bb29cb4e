"""Places for the staff's calendar: the city's card centre for as far ahead as it is open, nearly full, and its next day
closed by staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from bot.booking.wiring import find_bookables
from bot.city import City, FixedCity
from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe
from bot.services.reservations.closing import close
from bot.services.reservations.generating import generate
from bot.texts import load_texts

SERVICE = "card_center"


def fill(database: Database, city: City, most: int) -> None:
    """At most so many reservations, of the conversations from 1 on, the soonest timeframes first."""
    now = utc_now()
    with database.write() as session:
        for bookable in find_bookables(FixedCity(city), load_texts()):
            for place in bookable.list_places():
                generate(session, place, city.opening_hours, now)
        session.flush()
        frames = list(session.exec(_select_frames().order_by(col(Timeframe.starts_at), col(Timeframe.id))))
        if rows := list(_reserve(frames, most, now)):
            session.execute(insert(Reservation), rows)
        session.flush()
        first = [one.id or 0 for one in frames if _day_of(one) == _day_of(frames[0])]
        close(session, first, "bench")


def find_ids(session: Session) -> Iterator[tuple[str, Any]]:
    """A timeframe, and the reservation in it, that staff can change."""
    last = (
        select(Reservation.timeframe_id, Reservation.id)
        .join(Timeframe, col(Reservation.timeframe_id) == col(Timeframe.id))
        .join(Resource, col(Timeframe.resource_id) == col(Resource.id))
        .where(Resource.service == SERVICE)
        .order_by(col(Reservation.id).desc())
    )
    found = session.exec(last).first()
    yield from zip(("timeframe_id", "reservation_id"), found or (None, None), strict=True)


def _select_frames() -> Any:
    own = select(Timeframe).join(Resource, col(Timeframe.resource_id) == col(Resource.id))
    return own.where(Resource.service == SERVICE)


def _reserve(frames: list[Timeframe], most: int, now: datetime) -> Iterator[dict[str, Any]]:
    """One unit each, until one is left of each timeframe."""
    number = 0
    for frame in frames:
        for _ in range(frame.capacity - 1):
            if number == most:
                return
            number += 1
            frame.taken += 1
            yield {
                "number": f"M-{number:06}",
                "conversation_id": number,
                "timeframe_id": frame.id,
                "units": 1,
                "purpose": "receipt",
                "name": "",
                "language": "ja",
                "state": ReservationState.RESERVED,
                "made_at": now,
                "changed_at": now,
            }


def _day_of(frame: Timeframe) -> Any:
    return frame.starts_at.astimezone(TOKYO).date()
