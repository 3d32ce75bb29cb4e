"""Staff note who came to a time, and call one off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.models.arrivals import Way
from bot.models.reservations import News, Reservation, ReservationState, Timeframe, Wait, WaitState
from bot.services.reservations.arriving import Verdict, check_in, miss
from bot.services.reservations.closing import close as close_timeframes
from bot.services.reservations.leaving import end
from bot.services.reservations.taking import TooLate
from handlers.health_records.models import HealthAppointment, HealthPerson
from handlers.health_records.service.sessions import list_booked

S = ReservationState


@dataclass(frozen=True)
class Attendance:
    """What is known of somebody and one thing that was to be done: booked, came, or did not come, and when."""

    state: ReservationState
    at: datetime


def note(session: Session, timeframe_id: int, came: Mapping[int, bool], now: datetime) -> list[int]:
    """By reservation whether they came; the ids of those for whom that was new. Who was noted as missed may still have
    come. Those of another time are passed over."""
    booked = {one.id or 0: one.state for one in list_booked(session, timeframe_id)}
    noted = []
    for reservation_id in sorted(set(came) & set(booked)):
        if came[reservation_id]:
            is_new = check_in(session, reservation_id, Way.HAND, now).verdict == Verdict.CHECKED_IN
        else:
            is_new = booked[reservation_id] == S.RESERVED and _miss(session, reservation_id, now)
        noted += [reservation_id] if is_new else []
    return noted


def call_off(session: Session, timeframe_id: int, why: str, now: datetime) -> int:
    """Nobody can book it any more; who had is to be told, and who waited waits no more. How many had booked."""
    close_timeframes(session, [timeframe_id], why)
    for waits in session.exec(select(Wait).where(Wait.timeframe_id == timeframe_id, Wait.state == WaitState.WAITING)):
        waits.state = WaitState.LEFT
        session.add(waits)
    session.flush()
    own = select(Reservation.id).where(Reservation.timeframe_id == timeframe_id, Reservation.state == S.RESERVED)
    ids = session.exec(own.order_by(col(Reservation.id))).all()
    for id in ids:
        reservation = end(session, id or 0, S.CANCELLED, now)
        reservation.news, reservation.known_timeframe_id = News.CANCELLED, timeframe_id
        session.add(reservation)
    session.flush()
    return len(ids)


def list_persons(session: Session, reservation_ids: list[int]) -> Mapping[int, HealthPerson]:
    """Whose they are, by the reservations' ids. Whoever shows them records it."""
    own = select(HealthAppointment.reservation_id, HealthPerson)
    own = own.join(HealthPerson, col(HealthPerson.id) == col(HealthAppointment.person_id))
    found = session.exec(own.where(col(HealthAppointment.reservation_id).in_(reservation_ids)))
    return {id or 0: person for id, person in found}


def list_attendance(session: Session, person_ids: list[int], rule_id: str) -> Mapping[int, Attendance]:
    """By person, of one rule: what was booked last, and what came of it."""
    own = select(HealthAppointment, Reservation.state, Timeframe.starts_at)
    own = own.join(Reservation, col(Reservation.id) == col(HealthAppointment.reservation_id))
    own = own.join(Timeframe, col(Timeframe.id) == col(Reservation.timeframe_id))
    shown = col(Reservation.state).in_((S.RESERVED, S.ATTENDED, S.MISSED))
    found = session.exec(own.where(col(HealthAppointment.person_id).in_(person_ids), shown))
    of_rule = [(row, state, at) for row, state, at in found if row.item.partition(" ")[0] == rule_id]
    return {row.person_id: Attendance(S(state), at) for row, state, at in sorted(of_rule, key=lambda one: one[2])}


def _miss(session: Session, reservation_id: int, now: datetime) -> bool:
    try:
        miss(session, reservation_id, now)
    except TooLate:  # somebody noted otherwise meanwhile
        return False
    return True
