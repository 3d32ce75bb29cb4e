"""Whom a city service expects on a day, and who of them came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.models.arrivals import Arrival, Closing
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe

COMING = (ReservationState.RESERVED, ReservationState.ATTENDED, ReservationState.MISSED)


@dataclass(frozen=True)
class Expected:
    """One reservation of the day; a cancelled one, too, so that its ticket is known. `came_at`: when they came."""

    reservation: Reservation
    timeframe: Timeframe
    came_at: datetime | None = None

    @property
    def id(self) -> int:
        return self.reservation.id or 0

    @property
    def is_coming(self) -> bool:
        return self.reservation.state in COMING


@dataclass(frozen=True)
class Day:
    """What there is on a day of one service, by time and place."""

    on: date
    service: str
    resources: Mapping[int, Resource]
    timeframes: Sequence[Timeframe]
    expected: Sequence[Expected]
    closed: frozenset[int] = frozenset()  # timeframes that staff closed

    def list_coming(self, resource_id: int) -> list[Expected]:
        return [one for one in self.expected if one.is_coming and one.timeframe.resource_id == resource_id]


def load_day(session: Session, service: str, on: date) -> Day:
    start = datetime.combine(on, time(), TOKYO)
    within = (col(Timeframe.starts_at) >= start) & (col(Timeframe.starts_at) < start + timedelta(days=1))
    resources = {one.id or 0: one for one in session.exec(select(Resource).where(Resource.service == service))}
    own = select(Timeframe).where(within, col(Timeframe.resource_id).in_(list(resources)))
    frames = {one.id: one for one in session.exec(own.order_by(col(Timeframe.starts_at), col(Timeframe.id)))}
    numbered = select(Reservation).where(col(Reservation.timeframe_id).in_(list(frames)), Reservation.number != "")
    found = session.exec(numbered.order_by(col(Reservation.number))).all()
    live = col(Arrival.timeframe_id).in_(list(frames)) & col(Arrival.undone_at).is_(None)
    came = {one.reservation_id: one.came_at for one in session.exec(select(Arrival).where(live))}
    closed = session.exec(select(Closing.timeframe_id).where(col(Closing.timeframe_id).in_(list(frames)))).all()
    expected = [Expected(one, frames[one.timeframe_id], came.get(one.id or 0)) for one in found]
    expected.sort(key=lambda one: (one.timeframe.starts_at, one.timeframe.resource_id, one.reservation.number))
    return Day(on, service, resources, list(frames.values()), expected, frozenset(closed))
