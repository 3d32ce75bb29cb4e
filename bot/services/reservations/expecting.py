"""Whom a city service expects on a day, and who of them came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.models.arrivals import Arrival, Closing
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe
from bot.services.reservations.receptions import Reception, Span

COMING = (ReservationState.RESERVED, ReservationState.ATTENDED, ReservationState.MISSED)


@dataclass(frozen=True)
class DayFrame:
    """A timeframe on the day: its own time, or that of a later date of the course."""

    timeframe: Timeframe
    span: Span

    @property
    def id(self) -> int:
        return self.timeframe.id or 0

    @property
    def resource_id(self) -> int:
        return self.timeframe.resource_id

    @property
    def starts_at(self) -> datetime:
        return self.span.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.span.ends_at


@dataclass(frozen=True)
class Expected:
    """One reservation of the day; a cancelled one, too, so that its ticket is known. `came_at`: when they came on this
    day; `has_come`: that they did, also where nobody knows when."""

    reservation: Reservation
    timeframe: DayFrame
    came_at: datetime | None = None
    has_come: bool = False

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
    resources: Mapping[int, Resource]
    timeframes: Sequence[DayFrame]
    expected: Sequence[Expected]
    closed: frozenset[int] = frozenset()  # timeframes that staff closed

    def list_coming(self, resource_id: int) -> list[Expected]:
        return [one for one in self.expected if one.is_coming and one.timeframe.resource_id == resource_id]


def load_day(session: Session, reception: Reception, on: date) -> Day:
    frames = {one.id: one for one in _list_frames(session, reception, on)}
    ids = {one.resource_id for one in frames.values()}
    resources = {one.id or 0: one for one in session.exec(select(Resource).where(col(Resource.id).in_(ids)))}
    numbered = select(Reservation).where(col(Reservation.timeframe_id).in_(list(frames)), Reservation.number != "")
    found = session.exec(numbered.order_by(col(Reservation.number))).all()
    came: dict[int, dict[date, datetime]] = {}
    live = col(Arrival.timeframe_id).in_(list(frames)) & col(Arrival.undone_at).is_(None)
    for one in session.exec(select(Arrival).where(live)):
        came.setdefault(one.reservation_id, {})[one.day] = one.came_at
    closed = session.exec(select(Closing.timeframe_id).where(col(Closing.timeframe_id).in_(list(frames)))).all()
    expected = [_tell(one, frames[one.timeframe_id], came.get(one.id or 0, {}), on) for one in found]
    expected.sort(key=lambda one: (one.timeframe.starts_at, one.timeframe.resource_id, one.reservation.number))
    return Day(on, resources, list(frames.values()), expected, frozenset(closed))


def _list_frames(session: Session, reception: Reception, on: date) -> list[DayFrame]:
    start = datetime.combine(on, time(), TOKYO)
    end = start + timedelta(days=1)
    of_resource = col(Resource.id) == col(Timeframe.resource_id)
    within = (col(Timeframe.starts_at) >= start) & (col(Timeframe.starts_at) < end)
    own = select(Timeframe).join(Resource, of_resource).where(Resource.service == reception.service, within)
    found = [DayFrame(one, Span(one.starts_at, one.ends_at)) for one in session.exec(own)]
    later = reception.find_dates(session, start, end)
    found += [DayFrame(session.get_one(Timeframe, id), span) for id, span in later.items()]
    return sorted(found, key=lambda one: (one.starts_at, one.id))


def _tell(reservation: Reservation, frame: DayFrame, came: Mapping[date, datetime], on: date) -> Expected:
    """An attendance without any check-in was noted before there were any."""
    has_come = on in came or (reservation.state == ReservationState.ATTENDED and not came)
    return Expected(reservation, frame, came.get(on), has_come)
