"""Reservations in what is closed by now: staff move or cancel them, and tell the citizens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe


def list_conflicts(session: Session, service: str, now: datetime) -> Sequence[tuple[Reservation, Timeframe, Resource]]:
    """Those to come of a service, by time."""
    is_closed = or_(col(Timeframe.is_blocked), ~col(Resource.is_open))
    statement = (
        select(Reservation, Timeframe, Resource)
        .join(Timeframe, col(Reservation.timeframe_id) == col(Timeframe.id))
        .join(Resource, col(Timeframe.resource_id) == col(Resource.id))
        .where(Resource.service == service, Timeframe.starts_at > now, is_closed)
        .where(Reservation.state == ReservationState.RESERVED)
        .order_by(col(Timeframe.starts_at), col(Reservation.id))
    )
    return session.exec(statement).all()
