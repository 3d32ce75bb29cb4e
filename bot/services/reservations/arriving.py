"""Who came and who did not. The reservation's row is locked, so that of two phones one is the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.db import Database
from bot.models.arrivals import Arrival, Closing, Way
from bot.models.reservations import Reservation, ReservationState, Timeframe
from bot.services.audit import Action
from bot.services.reservations.leaving import KEEPS_PLACE
from bot.services.reservations.taking import TooLate, enter, lock_timeframes

MISSED_AFTER = timedelta(hours=2)  # after the end; until then they may be late, and a phone without a network send
LOOK_BACK = timedelta(days=3)  # how long after it was noted that somebody came the others are looked for


class ArrivalAction(Action):
    CHECKED_IN = "arrival.checked_in"
    UNDONE = "arrival.undone"
    MISSED = "arrival.missed"
    CLOSED = "arrival.closed"
    WRITTEN = "arrival.written"  # to all who have reserved something
    VIEWED = "arrival.viewed"  # names, for a list or plates


class Verdict(StrEnum):
    """What is said of whoever stands there; `admin/arrivals/static/verdict.js` says the same without a network."""

    CHECKED_IN = "checked_in"
    ALREADY = "already"
    ANOTHER_PLACE = "another_place"  # staff may let in
    ANOTHER_TIME = "another_time"  # staff may let in
    NOT_LISTED = "not_listed"  # reserved after the list was loaded; staff may let in
    ANOTHER_DAY = "another_day"
    EXPIRED = "expired"
    MOVED = "moved"
    CANCELLED = "cancelled"
    FOREIGN = "foreign"  # no ticket of this city, or a forged one
    UNKNOWN = "unknown"  # a number that is none of this day


@dataclass(frozen=True)
class Arrived:
    """`arrival` is that which counts: this one, or the first; None where there is none."""

    verdict: Verdict
    arrival: Arrival | None = None


def check_in(
    session: Session,
    reservation_id: int,
    way: Way,
    now: datetime,
    *,
    day: date | None = None,
    came_at: datetime | None = None,
    scan: str = "",
) -> Arrived:
    """They came on a day, without one that of the timeframe; also those who were noted as missed. `scan` sent again is
    the same arrival. Raises NotFound."""
    reservation, timeframe = enter(session, reservation_id)
    day = day or timeframe.starts_at.astimezone(TOKYO).date()
    arrivals = list_arrivals(session, reservation_id)
    if (first := next((one for one in arrivals if one.day == day), None)) is not None:
        return Arrived(Verdict.CHECKED_IN if scan and first.scan == scan else Verdict.ALREADY, first)
    if reservation.state == ReservationState.ATTENDED and not arrivals:
        return Arrived(Verdict.ALREADY)  # noted before there were check-ins
    if reservation.state not in (*KEEPS_PLACE, ReservationState.RESERVED):
        return Arrived(Verdict.CANCELLED)
    _change(session, reservation, ReservationState.ATTENDED, now)
    arrival = Arrival(
        reservation_id=reservation_id,
        timeframe_id=reservation.timeframe_id,
        day=day,
        came_at=min(came_at or now, now),
        noted_at=now,
        way=way,
        scan=scan,
    )
    session.add(arrival)
    session.flush()
    return Arrived(Verdict.CHECKED_IN, arrival)


def undo(session: Session, reservation_id: int, now: datetime, *, day: date) -> Reservation:
    """That of a day was a mistake; until the end of the day on which it was noted. Raises TooLate and NotFound."""
    reservation, _ = enter(session, reservation_id)
    arrivals = list_arrivals(session, reservation_id)
    arrival = next((one for one in arrivals if one.day == day), None)
    if arrival is None or arrival.noted_at.astimezone(TOKYO).date() != now.astimezone(TOKYO).date():
        raise TooLate(reservation.state)
    arrival.undone_at = now
    session.add(arrival)
    if len(arrivals) == 1:
        _change(session, reservation, ReservationState.RESERVED, now)
    session.flush()
    return reservation


def miss(session: Session, reservation_id: int, now: datetime) -> Reservation:
    """They did not come. Raises TooLate when something else is noted already, and NotFound."""
    reservation, _ = enter(session, reservation_id)
    if reservation.state != ReservationState.RESERVED:
        raise TooLate(reservation.state)
    _change(session, reservation, ReservationState.MISSED, now)
    return reservation


def close_timeframe(session: Session, timeframe_id: int, now: datetime) -> int:
    """Nobody else comes: how many were missed. Raises TooLate before it is over, and NotFound."""
    (timeframe,) = lock_timeframes(session, [timeframe_id])
    if timeframe.ends_at > now:
        raise TooLate("it is not over")
    if session.get(Closing, timeframe_id) is None:
        session.add(Closing(timeframe_id=timeframe_id, closed_at=now))
        session.flush()
    return _miss_rest(session, timeframe_id, now)


def note_missed(database: Database, now: datetime) -> int:
    """Who did not come to what is over for some time, where anybody was checked in: elsewhere the office does without,
    and nobody knows who came."""
    arrived = select(Arrival.timeframe_id).where(Arrival.noted_at > now - LOOK_BACK, col(Arrival.undone_at).is_(None))
    is_over = col(Timeframe.ends_at) <= now - MISSED_AFTER
    own = select(Reservation.timeframe_id).join(Timeframe, col(Timeframe.id) == col(Reservation.timeframe_id))
    own = own.where(is_over, col(Timeframe.id).in_(arrived), Reservation.state == ReservationState.RESERVED).distinct()
    with database.read() as session:
        due = list(session.exec(own))
    missed = 0
    for timeframe_id in due:
        with database.write() as session:
            missed += _miss_rest(session, timeframe_id, now)
    return missed


def list_arrivals(session: Session, reservation_id: int) -> Sequence[Arrival]:
    """Those that count, by day."""
    own = select(Arrival).where(Arrival.reservation_id == reservation_id, col(Arrival.undone_at).is_(None))
    return session.exec(own.order_by(col(Arrival.day))).all()


def _miss_rest(session: Session, timeframe_id: int, now: datetime) -> int:
    own = (Reservation.timeframe_id == timeframe_id) & (Reservation.state == ReservationState.RESERVED)
    rest = session.exec(select(Reservation.id).where(own).order_by(col(Reservation.id))).all()
    missed = 0
    for reservation_id in rest:
        reservation, timeframe = enter(session, reservation_id or 0)
        if reservation.state == ReservationState.RESERVED and timeframe.id == timeframe_id:
            _change(session, reservation, ReservationState.MISSED, now)
            missed += 1
    return missed


def _change(session: Session, reservation: Reservation, state: ReservationState, now: datetime) -> None:
    """What is taken stays so: whoever came, or should have come, had the place."""
    reservation.state, reservation.changed_at = state, now
    session.add(reservation)
    session.flush()
