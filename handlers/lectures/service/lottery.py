"""Lotteries: committed to beforehand, closed with the list of numbers, drawn so that anybody can repeat it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.errors import NotFound, Refused
from bot.models.reservations import Timeframe
from bot.services.reservations.taking import hold, lock_timeframes
from bot.services.reservations.waiting import offer_freed, wait_for
from handlers.lectures.models import Application, Lecture, LectureHall, Lottery
from handlers.lectures.service.verifying import digest, draw

CONFIRM = timedelta(days=3)  # winners say within this time that they come
SEED_BYTES = 32


def make_lottery(hall_id: int) -> Lottery:
    """With a seed that nobody knows, whose hash everybody may."""
    seed = secrets.token_hex(SEED_BYTES)
    return Lottery(hall_id=hall_id, seed=seed, commitment=digest(seed))


def list_due(session: Session, now: datetime) -> list[int]:
    """The halls whose applications are over and which are not closed, or not drawn though nothing is waited for."""
    is_due = col(Lottery.closed_at).is_(None) | (Lecture.public_source == "")
    statement = (
        select(Lottery.hall_id)
        .join(LectureHall, col(LectureHall.id) == col(Lottery.hall_id))
        .join(Lecture, col(Lecture.id) == col(LectureHall.lecture_id))
        .where(col(Lottery.drawn_at).is_(None), Lecture.closes_at <= now, is_due)
        .where(col(Lecture.cancelled_at).is_(None))
    )
    return list(session.exec(statement.order_by(col(Lottery.id))))


def close(session: Session, hall_id: int, now: datetime) -> Lottery:
    """Nobody can come into the list any more; again and it stays as it is. Raises Refused before its time."""
    lottery, lecture = _enter(session, hall_id)
    if lottery.closed_at is not None:
        return lottery
    if lecture.cancelled_at is not None:
        raise Refused(f"{lecture.code}: it is cancelled")
    if now < lecture.closes_at:
        raise Refused(f"{lecture.code}: one can still apply")
    own = select(Application).where(
        Application.hall_id == hall_id, Application.number != "", col(Application.is_active)
    )
    entries = session.exec(own.order_by(col(Application.number))).all()
    lottery.entries = [{"number": one.number, "units": one.units} for one in entries]
    lottery.closed_at = now
    session.add(lottery)
    session.flush()
    return lottery


def draw_lottery(session: Session, hall_id: int, public_value: str, now: datetime) -> Lottery:
    """Hold the winners' places until they confirm, and put everybody else into the waiting list in the drawn order.

    Raises Refused when it is drawn already, too early, or the public value is missing.
    """
    lottery, lecture = _enter(session, hall_id)
    if lottery.drawn_at is not None:
        raise Refused(f"{lecture.code}: it is drawn already")
    if bool(lecture.public_source) != bool(public_value):
        raise Refused(f"{lecture.code}: its public value is {lecture.public_source or 'none'}")
    close(session, hall_id, now)
    applications = _lock_applications(session, lottery)
    (timeframe,) = lock_timeframes(session, [session.get_one(LectureHall, hall_id).timeframe_id])
    lottery.places, lottery.public_value = timeframe.capacity - timeframe.taken, public_value
    order, winners = draw(lottery.seed, public_value, lottery.entries, lottery.places)
    lottery.drawn_at = now
    session.add(lottery)
    drawn = [(rank, applications[number]) for rank, number in enumerate(order, 1) if number in applications]
    _give(session, timeframe, drawn, set(winners), now)
    return lottery


def _lock_applications(session: Session, lottery: Lottery) -> dict[str, Application]:
    """By number, before the timeframe, as everywhere. Who has withdrawn since the close is not among them."""
    numbers = [entry["number"] for entry in lottery.entries]
    own = select(Application).where(col(Application.number).in_(numbers), col(Application.is_active))
    locked = own.order_by(col(Application.id)).with_for_update()
    return {one.number: one for one in session.exec(locked, execution_options={"populate_existing": True})}


def _give(
    session: Session, timeframe: Timeframe, drawn: list[tuple[int, Application]], winners: set[str], now: datetime
) -> None:
    """What those would have had who have withdrawn goes to the next."""
    life, place = min(CONFIRM, timeframe.starts_at - now), timeframe.id or 0
    for rank, one in drawn:
        one.rank, one.changed_at = rank, now
        session.add(one)
        if one.number in winners:
            held = hold(
                *(session, place, one.units, now),
                conversation_id=one.conversation_id,
                language=one.language,
                life=life,
                is_their_turn=True,
            )
            one.reservation_id = held.id
    for _, one in drawn:
        if one.number not in winners:
            one.wait_id = wait_for(session, place, one.conversation_id, one.units, now).id
    session.flush()
    offer_freed(session, place, now, life)


def _enter(session: Session, hall_id: int) -> tuple[Lottery, Lecture]:
    """The lottery, locked and as it is now. Raises NotFound."""
    statement = select(Lottery).where(Lottery.hall_id == hall_id).with_for_update()
    lottery = session.exec(statement, execution_options={"populate_existing": True}).first()
    if lottery is None:
        raise NotFound(f"there is no lottery for hall {hall_id}")
    return lottery, session.get_one(Lecture, session.get_one(LectureHall, hall_id).lecture_id)
