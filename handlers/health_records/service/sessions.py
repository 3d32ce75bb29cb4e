"""Times of the health centre: of what kind, where, from when to when, and how many can come. A kind at a place is a
resource of the reservation engine, a time is a timeframe of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from bot.db import insert_if_new
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe
from bot.services.reservations.calendar import Frame, list_frames
from bot.services.reservations.closing import change_capacity
from bot.services.reservations.finding import is_waited_for
from bot.services.reservations.taking import lock_timeframes
from handlers.health_records.service.facts import SERVICE

BETWEEN = "/"  # in a resource's code: what it is for, and where
MOST = 200  # times on one page


@dataclass(frozen=True)
class SessionRow:
    """`kind` is a code of the records, such as `checkup_3m`."""

    kind: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int


def store_session(session: Session, row: SessionRow, now: datetime) -> str:
    """`new`, `changed` or `same`. More places go to who waits first. Raises LessThanTaken; an end stays as it is where
    somebody has booked."""
    resource = {"service": SERVICE, "code": f"{row.kind}{BETWEEN}{row.place}", "facility": row.place, "is_open": True}
    insert_if_new(session, Resource, resource)
    own = select(Resource.id).where(Resource.service == SERVICE, Resource.code == resource["code"])
    resource_id = session.exec(own).one() or 0
    made = insert_if_new(
        session,
        Timeframe,
        {
            "resource_id": resource_id,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "capacity": row.capacity,
            "taken": 0,
            "is_blocked": False,
        },
    )
    return "new" if made is not None else _change(session, resource_id, row, now)


def _change(session: Session, resource_id: int, row: SessionRow, now: datetime) -> str:
    same = (Timeframe.resource_id == resource_id) & (Timeframe.starts_at == row.starts_at)
    id = session.exec(select(Timeframe.id).where(same)).one() or 0
    (timeframe,) = lock_timeframes(session, [id])
    is_longer = timeframe.ends_at != row.ends_at and not timeframe.taken
    if is_longer:
        timeframe.ends_at = row.ends_at
        session.add(timeframe)
    if timeframe.capacity != row.capacity:
        change_capacity(session, id, row.capacity, now, is_own=True)
        return "changed"
    return "changed" if is_longer else "same"


def list_sessions(session: Session, start: datetime, end: datetime, kinds: Collection[str] = ()) -> list[Frame]:
    """Those that begin within, of these kinds or of all, by time."""
    frames = list_frames(session, SERVICE, start, end)
    return [one for one in frames if not kinds or read_kind(one.resource) in kinds]


@dataclass(frozen=True)
class Slot:
    """A time as citizens see it; a full one can be waited for."""

    timeframe: Timeframe
    place: str
    is_full: bool

    @property
    def id(self) -> int:
        return self.timeframe.id or 0


def list_slots(session: Session, kinds: Collection[str], start: datetime, end: datetime) -> list[Slot]:
    """What is open for these kinds and begins within, by time."""
    is_for = or_(*(col(Resource.code).startswith(f"{kind}{BETWEEN}", autoescape=True) for kind in kinds))
    own = (
        select(Timeframe, Resource.facility, is_waited_for())
        .join(Resource, col(Timeframe.resource_id) == col(Resource.id))
        .where(Resource.service == SERVICE, col(Resource.is_open), is_for, ~col(Timeframe.is_blocked))
        .where(Timeframe.starts_at >= start, Timeframe.starts_at < end)
        .order_by(col(Timeframe.starts_at), col(Timeframe.id))
        .limit(MOST)
    )
    return [Slot(one, place, one.taken >= one.capacity or waited) for one, place, waited in session.exec(own)]


def find_session(session: Session, timeframe_id: int) -> tuple[Timeframe, Resource] | None:
    """None for a time of another service."""
    own = select(Timeframe, Resource).join(Resource, col(Timeframe.resource_id) == col(Resource.id))
    return session.exec(own.where(col(Timeframe.id) == timeframe_id, Resource.service == SERVICE)).first()


def list_places(session: Session) -> Sequence[str]:
    """Where there ever was one, to choose from."""
    found = session.exec(select(Resource.facility).where(Resource.service == SERVICE).distinct())
    return sorted(found)


def list_booked(session: Session, timeframe_id: int) -> Sequence[Reservation]:
    """Who comes, came or did not, by number."""
    own = select(Reservation).where(Reservation.timeframe_id == timeframe_id, Reservation.number != "")
    shown = (ReservationState.RESERVED, ReservationState.ATTENDED, ReservationState.MISSED)
    return session.exec(own.where(col(Reservation.state).in_(shown)).order_by(Reservation.number)).all()


def read_kind(resource: Resource) -> str:
    return resource.code.partition(BETWEEN)[0]
