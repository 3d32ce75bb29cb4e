"""Who gets a place. Every change of what is taken is made here, under the locks of the timeframes it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.errors import MadoguchiError, NotFound
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe, Wait, WaitState

HOLD = timedelta(minutes=10)
CODE_DIGITS = 6


class Full(MadoguchiError):
    """Not so many places are left, or it is closed, or it has begun."""


class TooLate(MadoguchiError):
    """The reservation is in another state by now: lapsed, cancelled, or over."""


def hold(
    session: Session,
    timeframe_id: int,
    units: int,
    now: datetime,
    *,
    conversation_id: int | None,
    purpose: str = "",
    language: str = "ja",
    life: timedelta = HOLD,
    is_their_turn: bool = False,
) -> Reservation:
    """Keep units for somebody for a while, in the caller's transaction. Raises Full and NotFound.

    While somebody waits for this timeframe only they get what is free: with `is_their_turn`.
    """
    (timeframe,) = lock_timeframes(session, [timeframe_id])
    take(session, timeframe, units, now, is_their_turn=is_their_turn)
    reservation = Reservation(
        conversation_id=conversation_id,
        timeframe_id=timeframe_id,
        units=units,
        purpose=purpose,
        language=language,
        held_until=now + life,
        made_at=now,
        changed_at=now,
    )
    session.add(reservation)
    session.flush()
    return reservation


def confirm(session: Session, reservation_id: int, code: str, now: datetime) -> Reservation:
    """What was held is reserved, with a number that begins with `code`; again and it stays as it is.

    What is taken stays as it is, so that the reservation's own lock is enough. Raises TooLate when the time for it is
    over, and NotFound.
    """
    statement = lock_reservation(select(Reservation).where(col(Reservation.id) == reservation_id))
    reservation = session.exec(statement, execution_options={"populate_existing": True}).first()
    if reservation is None:
        raise NotFound(f"reservation {reservation_id}")
    if reservation.state == ReservationState.RESERVED:
        return reservation
    if reservation.state != ReservationState.HELD or has_lapsed(reservation, now):
        raise TooLate(reservation.state)
    reservation.state, reservation.held_until, reservation.changed_at = ReservationState.RESERVED, None, now
    reservation.number = number_for(reservation, code)
    session.add(reservation)
    session.flush()
    return reservation


def number_for(reservation: Reservation, code: str) -> str:
    """What citizens and staff call it."""
    return f"{code}-{reservation.id:0{CODE_DIGITS}d}"


def enter(session: Session, reservation_id: int, *also: int) -> tuple[Reservation, Timeframe]:
    """The reservation and its timeframe, locked and as they are now, and the timeframes `also`.

    Timeframes are locked before reservations and in the order of their ids, so that nobody waits in a circle.
    """
    while True:
        seen = session.exec(select(Reservation.timeframe_id).where(col(Reservation.id) == reservation_id)).first()
        if seen is None:
            raise NotFound(f"reservation {reservation_id}")
        timeframes = {one.id: one for one in lock_timeframes(session, {seen, *also})}
        statement = lock_reservation(select(Reservation).where(col(Reservation.id) == reservation_id))
        found = session.exec(statement, execution_options={"populate_existing": True}).one()
        if found.timeframe_id in timeframes:
            return found, timeframes[found.timeframe_id]


def lock_timeframes(session: Session, ids: Iterable[int]) -> list[Timeframe]:
    """Locked and as they are now, until the transaction ends, by id. Raises NotFound."""
    wanted = sorted(set(ids))
    statement = lock(select(Timeframe).where(col(Timeframe.id).in_(wanted)).order_by(col(Timeframe.id)))
    found = list(session.exec(statement, execution_options={"populate_existing": True}))
    if len(found) < len(wanted):
        raise NotFound(f"timeframe {', '.join(map(str, set(wanted) - {one.id for one in found}))}")
    return found


def lock(statement: SelectOfScalar[Timeframe]) -> SelectOfScalar[Timeframe]:
    """Whoever changes what is taken holds the timeframe's row (SQLite: the whole database is locked anyway)."""
    return statement.with_for_update()


def lock_reservation(statement: SelectOfScalar[Reservation]) -> SelectOfScalar[Reservation]:
    return statement.with_for_update()


def take(
    session: Session,
    timeframe: Timeframe,
    units: int,
    now: datetime,
    *,
    is_their_turn: bool = False,
    has_come: bool = False,
) -> None:
    """Count units of a locked timeframe as taken. Raises Full. For one who `has_come` it need only not have ended."""
    waiting = exists().where(col(Wait.timeframe_id) == timeframe.id, col(Wait.state) == WaitState.WAITING)
    own = select(Resource.is_open, waiting).where(col(Resource.id) == timeframe.resource_id)
    is_open, has_waiting = session.exec(own).one()
    has_begun = timeframe.starts_at <= now
    if has_waiting and not is_their_turn and not has_begun:
        raise Full(f"somebody waits for timeframe {timeframe.id}")
    is_over = timeframe.ends_at <= now if has_come else has_begun
    if is_over or timeframe.is_blocked or not is_open or timeframe.taken + units > timeframe.capacity:
        raise Full(f"timeframe {timeframe.id} has not {units} left")
    timeframe.taken += units
    session.add(timeframe)


def has_lapsed(reservation: Reservation, now: datetime) -> bool:
    return reservation.held_until is not None and reservation.held_until <= now
