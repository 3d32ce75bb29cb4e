"""What is taken when: the timeframes of a service between two moments, with who has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe, Wait
from bot.services.reservations.waiting import OPEN

KEPT = (ReservationState.HELD, ReservationState.RESERVED, ReservationState.ATTENDED, ReservationState.MISSED)


@dataclass(frozen=True)
class Frame:
    """A timeframe with its place, its reservations by number, and how many wait for it."""

    timeframe: Timeframe
    resource: Resource
    reservations: Sequence[Reservation] = ()
    waiting: int = 0

    @property
    def id(self) -> int:
        return self.timeframe.id or 0

    @property
    def is_closed(self) -> bool:
        return self.timeframe.is_blocked or not self.resource.is_open

    @property
    def free(self) -> int:
        return 0 if self.is_closed else self.timeframe.capacity - self.timeframe.taken

    @property
    def percent(self) -> int:
        return round(100 * self.timeframe.taken / self.timeframe.capacity) if self.timeframe.capacity else 100


def list_frames(
    session: Session, service: str, start: datetime, end: datetime, resource_id: int | None = None
) -> list[Frame]:
    """Those that begin between the two moments, by time; what the opening rule took away and nobody has is left out."""
    is_gone = col(Timeframe.is_off_rule) & (col(Timeframe.taken) == 0)
    statement = (
        select(Timeframe, Resource)
        .join(Resource, col(Timeframe.resource_id) == col(Resource.id))
        .where(Resource.service == service, Timeframe.starts_at >= start, Timeframe.starts_at < end, ~is_gone)
        .where(or_(col(Resource.is_open), col(Timeframe.taken) > 0))
        .order_by(col(Timeframe.starts_at), col(Timeframe.id))
    )
    if resource_id is not None:
        statement = statement.where(Timeframe.resource_id == resource_id)
    return _fill(session, session.exec(statement).all())


def find_frame(session: Session, timeframe_id: int) -> Frame | None:
    """One of any service."""
    own = select(Timeframe, Resource).join(Resource, col(Timeframe.resource_id) == col(Resource.id))
    found = _fill(session, session.exec(own.where(col(Timeframe.id) == timeframe_id)).all())
    return found[0] if found else None


def find_next_open(session: Session, service: str, after: datetime, resource_id: int | None = None) -> Timeframe | None:
    """The next timeframe that is not closed, full or not."""
    statement = (
        select(Timeframe)
        .join(Resource, col(Timeframe.resource_id) == col(Resource.id))
        .where(Resource.service == service, col(Resource.is_open), ~col(Timeframe.is_blocked))
        .where(Timeframe.starts_at >= after)
        .order_by(col(Timeframe.starts_at))
        .limit(1)
    )
    if resource_id is not None:
        statement = statement.where(Timeframe.resource_id == resource_id)
    return session.exec(statement).first()


def find_by_number(session: Session, services: Sequence[str], number: str) -> int | None:
    """The timeframe of one of these services in which the reservation is, or was."""
    statement = (
        select(Reservation.timeframe_id)
        .join(Timeframe, col(Reservation.timeframe_id) == col(Timeframe.id))
        .join(Resource, col(Timeframe.resource_id) == col(Resource.id))
        .where(Reservation.number == number, col(Resource.service).in_(services))
    )
    return session.exec(statement).first()


def _fill(session: Session, found: Sequence[tuple[Timeframe, Resource]]) -> list[Frame]:
    ids = [timeframe.id for timeframe, _ in found]
    has = defaultdict[int, list[Reservation]](list)
    own = select(Reservation).where(col(Reservation.timeframe_id).in_(ids), col(Reservation.state).in_(KEPT))
    for one in session.exec(own.order_by(col(Reservation.id))):
        has[one.timeframe_id].append(one)
    waits = select(Wait.timeframe_id, func.count()).where(col(Wait.timeframe_id).in_(ids), col(Wait.state).in_(OPEN))
    waiting = dict(session.exec(waits.group_by(col(Wait.timeframe_id))).all())
    return [Frame(one, resource, has[one.id or 0], waiting.get(one.id or 0, 0)) for one, resource in found]
