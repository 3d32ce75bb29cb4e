"""Holding, reserving, moving and giving back a citizen's time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.models.reservations import TAKING, Reservation, ReservationState, Resource, Timeframe, Wait
from bot.services.reservations.leaving import end
from bot.services.reservations.taking import Full, TooLate, confirm, has_lapsed, hold, lock_timeframes
from bot.services.reservations.waiting import OPEN, offer_freed, wait_for
from handlers.card_center.service.catalogue import SERVICE

MOST_WAITS = 3


@dataclass(frozen=True)
class Own:
    """A citizen's reservation, when it is and where."""

    reservation: Reservation
    timeframe: Timeframe
    office_id: str

    @property
    def id(self) -> int:
        assert self.reservation.id is not None
        return self.reservation.id


def list_own(session: Session, conversation_id: int, now: datetime) -> list[Own]:
    """What they have reserved and is still to come, the next first."""
    return [one for one in _list(session, conversation_id, now) if one.reservation.state == ReservationState.RESERVED]


def find_own(session: Session, conversation_id: int, reservation_id: int, now: datetime) -> Own | None:
    """One of those."""
    return next((one for one in list_own(session, conversation_id, now) if one.id == reservation_id), None)


def count_open(session: Session, conversation_id: int, now: datetime) -> int:
    """What they have reserved or is held for them."""
    return len(_list(session, conversation_id, now))


def list_waits(session: Session, conversation_id: int) -> Sequence[Wait]:
    """What they wait for, or is offered to them."""
    statement = (
        select(Wait)
        .join(Timeframe, col(Wait.timeframe_id) == col(Timeframe.id))
        .join(Resource, col(Timeframe.resource_id) == col(Resource.id))
        .where(Wait.conversation_id == conversation_id, col(Wait.state).in_(OPEN), Resource.service == SERVICE)
    )
    return session.exec(statement.order_by(col(Wait.id))).all()


def find_service_elsewhere(session: Session, conversation_id: int, now: datetime) -> str:
    """Another service in which they have a reservation to come; empty without any."""
    statement = (
        select(Resource.service)
        .join(Timeframe, col(Timeframe.resource_id) == col(Resource.id))
        .join(Reservation, col(Reservation.timeframe_id) == col(Timeframe.id))
        .where(Reservation.conversation_id == conversation_id, Reservation.state == ReservationState.RESERVED)
        .where(Resource.service != SERVICE, Timeframe.starts_at > now)
        .order_by(func.min(Timeframe.starts_at))
        .group_by(Resource.service)
    )
    return session.exec(statement).first() or ""


def hold_instead(
    session: Session,
    timeframe_id: int,
    units: int,
    now: datetime,
    *,
    before: int | None,
    conversation_id: int,
    purpose: str,
    language: str,
) -> Reservation:
    """Hold a time; what was held `before` (a reservation) is given back. Raises Full, and keeps that then.

    So many units that they hold already, as from a page that was sent twice, stay theirs.
    """
    old = session.get(Reservation, before) if before else None
    lock_timeframes(session, {timeframe_id, old.timeframe_id} if old else {timeframe_id})
    held = find_held(session, conversation_id, timeframe_id, units, now) or hold(
        session, timeframe_id, units, now, conversation_id=conversation_id, purpose=purpose, language=language
    )
    if old is not None and old.id != held.id:
        release(session, old.id or 0, now)
    return held


def find_held(
    session: Session, conversation_id: int, timeframe_id: int, units: int, now: datetime
) -> Reservation | None:
    """What is held for them of a time while they make up their mind; what is offered from the list is not meant."""
    offered = {wait.reservation_id for wait in list_waits(session, conversation_id)}
    for one in _list(session, conversation_id, now):
        held = one.reservation
        is_wanted = (one.timeframe.id, held.units, held.state) == (timeframe_id, units, ReservationState.HELD)
        if is_wanted and held.id not in offered and not has_lapsed(held, now):
            return held
    return None


def release(session: Session, reservation_id: int, now: datetime) -> None:
    """Give back what is held; what has been reserved meanwhile stays."""
    held = session.get(Reservation, reservation_id)
    if held is not None and held.state == ReservationState.HELD:
        end(session, reservation_id, ReservationState.CANCELLED, now)


def release_held(session: Session, conversation_id: int, now: datetime) -> None:
    """Give back what was held while a form was filled that is open no more; what is offered from the list stays."""
    offered = {wait.reservation_id for wait in list_waits(session, conversation_id)}
    for one in _list(session, conversation_id, now):
        if one.id not in offered:
            release(session, one.id, now)


def reserve(session: Session, reservation_id: int, code: str, now: datetime) -> Reservation:
    """What was held is reserved; where the time to make up one's mind was over, it is taken anew. Raises Full."""
    try:
        return confirm(session, reservation_id, code, now)
    except TooLate:
        late = session.get(Reservation, reservation_id)
        if late is None or late.state not in (ReservationState.HELD, ReservationState.LAPSED):
            raise Full(f"reservation {reservation_id} is over") from None
        if late.state == ReservationState.HELD:
            end(session, reservation_id, ReservationState.LAPSED, now)
        again = hold(
            session,
            late.timeframe_id,
            late.units,
            now,
            conversation_id=late.conversation_id,
            purpose=late.purpose,
            language=late.language,
        )
        return confirm(session, again.id or 0, code, now)


def join_list(
    session: Session, timeframe_id: int, conversation_id: int, units: int, purpose: str, language: str, now: datetime
) -> Wait:
    """Wait for a time; what has become free meanwhile is offered at once."""
    wait = wait_for(session, timeframe_id, conversation_id, units, now, purpose=purpose, language=language)
    offer_freed(session, timeframe_id, now)
    return wait


def _list(session: Session, conversation_id: int, now: datetime) -> list[Own]:
    statement = (
        select(Reservation, Timeframe, Resource.code)
        .join(Timeframe, col(Reservation.timeframe_id) == col(Timeframe.id))
        .join(Resource, col(Timeframe.resource_id) == col(Resource.id))
        .where(Reservation.conversation_id == conversation_id, col(Reservation.state).in_(TAKING))
        .where(Resource.service == SERVICE, Timeframe.starts_at > now)
        .order_by(col(Timeframe.starts_at), col(Reservation.id))
    )
    return [Own(*row) for row in session.exec(statement)]
