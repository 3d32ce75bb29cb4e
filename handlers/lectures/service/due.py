"""Of which applications something is due by the clock, by their ids."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.models.reservations import Reservation, ReservationState, Wait
from handlers.lectures.models import Application, Lecture, LectureDate, LectureHall

BATCH = 200
LEAD, LEAST = timedelta(hours=24), timedelta(hours=3)  # before a date: from when and until when it is reminded of
AFTER, LATEST = timedelta(hours=12), timedelta(days=7)  # after the last date: when one is asked how it was liked
NOTED = (ReservationState.ATTENDED, ReservationState.MISSED)
RESERVATION_ID = func.coalesce(col(Application.reservation_id), col(Wait.reservation_id))


def join_reservation(statement: SelectOfScalar[Any]) -> SelectOfScalar[Any]:
    """Those that have a reservation, their own or by the waiting list."""
    joined = statement.outerjoin(Wait, col(Wait.id) == col(Application.wait_id))
    return joined.join(Reservation, col(Reservation.id) == RESERVATION_ID)


def list_to_remind(now: datetime) -> SelectOfScalar[Any]:
    """Participants of what has a date within a day, who were not reminded of that date."""
    within = LectureDate.starts_at > now + LEAST, LectureDate.starts_at <= now + LEAD
    is_new = col(Application.reminded_at).is_(None) | (col(Application.reminded_at) < col(LectureDate.starts_at))
    joined = (
        select(Application.id)
        .join(Lecture, col(Lecture.id) == col(Application.lecture_id))
        .join(LectureDate, col(LectureDate.lecture_id) == col(Lecture.id))
    )
    due = join_reservation(joined).where(*within, is_new, Reservation.state == ReservationState.RESERVED)
    return due.where(col(Lecture.cancelled_at).is_(None)).order_by(col(Application.id)).limit(BATCH)


def list_to_ask(now: datetime) -> SelectOfScalar[Any]:
    """Who came to what is over, and was not asked yet; where nobody's coming was noted all who had a place."""
    last = select(func.max(LectureDate.ends_at)).where(LectureDate.lecture_id == Application.lecture_id)
    ended = last.correlate(Application).scalar_subquery()
    other = aliased(Reservation)
    noted = exists().where(
        col(LectureHall.lecture_id) == col(Application.lecture_id),
        col(other.timeframe_id) == col(LectureHall.timeframe_id),
        col(other.state).in_(NOTED),
    )
    came = or_(
        col(Reservation.state) == ReservationState.ATTENDED,
        (col(Reservation.state) == ReservationState.RESERVED) & ~noted,
    )
    joined = select(Application.id).join(Lecture, col(Lecture.id) == col(Application.lecture_id))
    due = join_reservation(joined).where(came, col(Application.asked_at).is_(None), col(Lecture.cancelled_at).is_(None))
    return due.where(ended <= now - AFTER, ended > now - LATEST).order_by(col(Application.id)).limit(BATCH)


def list_called_off() -> SelectOfScalar[Any]:
    """Whose lecture is cancelled, and who has not been told."""
    joined = select(Application.id).join(Lecture, col(Lecture.id) == col(Application.lecture_id))
    due = joined.where(col(Application.is_active), col(Lecture.cancelled_at).is_not(None))
    return due.order_by(col(Application.id)).limit(BATCH)
