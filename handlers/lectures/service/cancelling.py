"""A lecture is called off: nobody can apply any more, and who has applied is let go and gets their fee back."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.models.reservations import ReservationState, Resource, Timeframe
from bot.services.reservations.leaving import answer_offer, end
from handlers.lectures.models import Application, Lecture, LectureHall
from handlers.lectures.service.applying import CODE
from handlers.lectures.service.paying import enter_fee, give_back
from handlers.lectures.service.standing import OVER, Loaded, Standing, load


def cancel_lecture(session: Session, lecture_id: int, why: str, now: datetime) -> Lecture:
    """The clock lets everybody go. Raises Refused when it is cancelled already, or has begun."""
    own = select(Lecture).where(Lecture.id == lecture_id).with_for_update()
    lecture = session.exec(own, execution_options={"populate_existing": True}).one()
    halls = select(Timeframe).join(LectureHall, col(LectureHall.timeframe_id) == col(Timeframe.id))
    timeframes = session.exec(halls.where(LectureHall.lecture_id == lecture_id)).all()
    if lecture.cancelled_at is not None or any(one.starts_at <= now for one in timeframes):
        raise Refused(f"{lecture.code} can't be cancelled")
    lecture.cancelled_at, lecture.cancelled_why, lecture.changed_at = now, why, now
    lecture.join_url = ""
    session.add(lecture)
    for timeframe in timeframes:
        resource = session.get_one(Resource, timeframe.resource_id)
        resource.is_open = False  # so that what is given back is offered to nobody
        session.add(resource)
    session.flush()
    return lecture


def let_go(session: Session, application_id: int, now: datetime) -> Loaded | None:
    """How somebody stood in a lecture that is called off; None when that is done already.

    Raises NotPayable while they are just paying: it is to be tried again.
    """
    payment = enter_fee(session, application_id)
    own = select(Application).where(Application.id == application_id).with_for_update()
    application = session.exec(own, execution_options={"populate_existing": True}).first()
    if application is None or not application.is_active:
        return None
    found = load(session, application, now)
    give_back(session, payment, now, requested_by="city")
    application.is_active, application.changed_at = False, now
    session.add(application)
    session.flush()
    if found.wait is not None and found.standing in (Standing.WAITING, Standing.OFFERED):
        answer_offer(session, found.wait.id or 0, CODE, now, accepts=False)
    elif found.reservation is not None and found.standing not in OVER:
        end(session, found.reservation.id or 0, ReservationState.CANCELLED, now)
    return found
