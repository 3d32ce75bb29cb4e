"""Times of the health centre, for tests."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.models.reservations import Reservation
from handlers.health_records.models import HealthAppointment
from handlers.health_records.service.sessions import SessionRow, list_sessions, store_session

NOON = utc_now().astimezone(TOKYO).replace(hour=12, minute=0, second=0, microsecond=0)
PLACE = "保健センター"


def add_time(database: Database, kind: str, days: int = 5, capacity: int = 1, hour: int = 13) -> int:
    """A time in so many days."""
    at = (NOON + timedelta(days)).replace(hour=hour)
    with database.write() as session:
        store_session(session, SessionRow(kind, PLACE, at, at + timedelta(hours=1), capacity), utc_now())
        (id,) = [one.id for one in list_sessions(session, at, at + timedelta(minutes=1), [kind])]
        return id


def list_states(database: Database) -> list[str]:
    """Of the reservations behind all appointments, by the appointments' ids; empty for who waits."""
    with database.read() as session:
        rows = session.exec(select(HealthAppointment).order_by(col(HealthAppointment.id))).all()
        found = [session.get(Reservation, row.reservation_id or 0) for row in rows]
        return [one.state if one else "" for one in found]
