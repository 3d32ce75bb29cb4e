"""What is due for lectures by the clock: lotteries that close, news that citizens wait for, reminders and links before
a date, questions after the last one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.bell import Bell
from bot.db import Database
from bot.desk.unasked import is_night
from bot.dialogue.turn import House
from bot.models.reservations import Reservation, ReservationState, Wait, WaitState
from bot.services.payments.subjects import NotPayable
from bot.services.reservations.taking import TooLate
from handlers.lectures.links import AHEAD
from handlers.lectures.models import Application, Lecture, LectureDate, LectureHall, LectureInterest
from handlers.lectures.service.due import BATCH, LEAD, LEAST, list_called_off, list_to_ask, list_to_remind
from handlers.lectures.service.interests import list_to_tell
from handlers.lectures.service.lottery import close, draw_lottery, list_due
from handlers.lectures.service.paying import is_settled
from handlers.lectures.service.standing import Loaded, Standing, load
from handlers.lectures.telling import SOON, tell, tell_called_off, tell_link, tell_news, tell_questions, tell_reminder

log = logging.getLogger(__name__)

OFFERED, LOST = "offered", "lost"  # what `Application.told` says
_TOLD = {"won": OFFERED, "freed": OFFERED, "lost": LOST}  # by the news


@dataclass(frozen=True)
class LecturesClock:
    """Every step is a transaction of its own, and may be done twice without harm."""

    database: Database
    house: House
    bell: Bell

    def run(self, now: datetime) -> None:
        with self.database.read() as session:
            due = list_due(session, now)
        for hall_id in due:
            with self.database.write() as session:
                self._close(session, hall_id, now)
        told = self._call_off(now)
        told += self._each(list_with_news(now), self._tell, now) + self._each(list_with_link(now), self._send_link, now)
        if not is_night(now):
            told += self._each(list_to_remind(now), self._remind, now) + self._each(list_to_ask(now), self._ask, now)
            told += self._tell_news(now)
        if told:
            self.bell.ring("outbox")

    def _close(self, session: Session, hall_id: int, now: datetime) -> None:
        lottery = close(session, hall_id, now)
        hall = session.get_one(LectureHall, hall_id)
        if lottery.drawn_at is None and not session.get_one(Lecture, hall.lecture_id).public_source:
            draw_lottery(session, hall_id, "", now)
            log.info("lottery %d was drawn", lottery.id or 0)

    def _call_off(self, now: datetime) -> int:
        """Everybody in what is cancelled; who is just paying is let go when that is settled."""
        with self.database.read() as session:
            ids = list(session.exec(list_called_off()))
        told = 0
        for application_id in ids:
            try:
                with self.database.write() as session:
                    told += tell_called_off(session, self.house, application_id, now)
            except (NotPayable, TooLate) as reason:
                log.warning("application %s can't be let go now: %s", application_id, reason)
        return told

    def _tell_news(self, now: datetime) -> int:
        with self.database.read() as session:
            ids = list(session.exec(list_to_tell(now)))
        told = 0
        for interest_id in ids:
            with self.database.write() as session:
                due = list_to_tell(now).where(LectureInterest.id == interest_id)
                own = select(LectureInterest).where(col(LectureInterest.id).in_(due)).with_for_update()
                interest = session.exec(own).first()
                told += interest is not None and tell_news(session, self.house, interest, now)
        return told

    def _each(
        self, wanted: SelectOfScalar[Any], act: Callable[[Session, Application, datetime], bool], now: datetime
    ) -> int:
        with self.database.read() as session:
            ids = list(session.exec(wanted))
        told = 0
        for application_id in ids:
            with self.database.write() as session:
                own = select(Application).where(Application.id == application_id).with_for_update()
                application = session.exec(own).first()
                told += application is not None and act(session, application, now)
        return told

    def _tell(self, session: Session, application: Application, now: datetime) -> bool:
        """What has changed since the last news; what lapsed before it was anything is only noted. A lottery that closed
        at midnight is told of in the morning."""
        found = load(session, application, now)
        before, news = application.told, ""
        if found.standing == Standing.OFFERED and before != OFFERED:
            news = "won" if found.wait is None else "freed"
        elif found.standing == Standing.WAITING and application.rank is not None and not before:
            news = "lost"
        elif found.standing == Standing.LAPSED and before == OFFERED:
            news = "lapsed"
        if news and is_night(now) and not _ends_soon(found, now):
            return False
        application.told = _TOLD.get(news, before)
        application.is_active = found.standing != Standing.LAPSED
        session.add(application)
        return bool(news) and tell(session, self.house, found, news, now)

    def _send_link(self, session: Session, application: Application, now: datetime) -> bool:
        date = session.exec(_next_date(application.lecture_id, now)).first()
        if date is None or application.linked_at == date or not is_settled(session, application):
            return False
        application.linked_at = date
        session.add(application)
        return tell_link(session, self.house, application, now)

    def _remind(self, session: Session, application: Application, now: datetime) -> bool:
        """Who has applied since a reminder was due needs none; what the quota has no room for stays due."""
        date = find_reminded(session, application, now)
        found = load(session, application, now)
        if date is None or found.standing != Standing.RESERVED:
            return False
        is_told: bool | None = None
        if application.changed_at <= date.starts_at - LEAD:
            is_told = tell_reminder(session, self.house, found, date, now)
        if is_told is not False:
            application.reminded_at = date.starts_at
            session.add(application)
        return bool(is_told)

    def _ask(self, session: Session, application: Application, now: datetime) -> bool:
        found = load(session, application, now)
        if application.asked_at is not None or found.standing not in (Standing.RESERVED, Standing.ATTENDED):
            return False
        is_told = tell_questions(session, self.house, found, now)
        if is_told is not False:
            application.asked_at = now
            session.add(application)
        return bool(is_told)


def create_clock(database: Database, house: House, bell: Bell) -> LecturesClock:
    return LecturesClock(database, house, bell)


def _ends_soon(found: Loaded, now: datetime) -> bool:
    """Whether what is offered would be gone before the day is well begun."""
    return found.standing == Standing.OFFERED and found.held_until is not None and found.held_until - now <= SOON


def list_with_news(now: datetime) -> SelectOfScalar[Any]:
    """The ids of applications of which there may be something to tell."""
    reservation_id = func.coalesce(col(Application.reservation_id), col(Wait.reservation_id))
    is_held = (col(Reservation.state) == ReservationState.HELD) & (col(Reservation.held_until) > now)
    can_be_told = or_(
        is_held & (col(Application.told) != OFFERED) & (col(Application.rank).is_not(None) | col(Wait.id).is_not(None)),
        (col(Wait.state) == WaitState.WAITING) & col(Application.rank).is_not(None) & (col(Application.told) == ""),
        col(Reservation.state) == ReservationState.LAPSED,
    )
    return (
        select(Application.id)
        .outerjoin(Wait, col(Wait.id) == col(Application.wait_id))
        .outerjoin(Reservation, col(Reservation.id) == reservation_id)
        .where(col(Application.is_active), can_be_told)
        .order_by(col(Application.id))
        .limit(BATCH)
    )


def list_with_link(now: datetime) -> SelectOfScalar[Any]:
    """The ids of participants of online lectures that begin within the hour, and who have no link for that date yet."""
    reservation_id = func.coalesce(col(Application.reservation_id), col(Wait.reservation_id))
    return (
        select(Application.id)
        .join(LectureHall, col(LectureHall.id) == col(Application.hall_id))
        .join(LectureDate, col(LectureDate.lecture_id) == col(Application.lecture_id))
        .outerjoin(Wait, col(Wait.id) == col(Application.wait_id))
        .join(Reservation, col(Reservation.id) == reservation_id)
        .where(
            col(LectureHall.is_online),
            col(Application.is_active),
            Reservation.state == ReservationState.RESERVED,
            LectureDate.starts_at > now,
            LectureDate.starts_at <= now + AHEAD,
            col(Application.linked_at).is_(None) | (col(Application.linked_at) != col(LectureDate.starts_at)),
        )
        .order_by(col(Application.id))
        .limit(BATCH)
    )


def _next_date(lecture_id: int, now: datetime) -> SelectOfScalar[datetime]:
    own = (col(LectureDate.lecture_id) == lecture_id) & (col(LectureDate.starts_at) > now)
    within = own & (col(LectureDate.starts_at) <= now + AHEAD)
    return select(LectureDate.starts_at).where(within).order_by(col(LectureDate.starts_at))


def find_reminded(session: Session, application: Application, now: datetime) -> LectureDate | None:
    """The next date within a day of which they were not reminded."""
    after = max(now + LEAST, application.reminded_at or now)
    own = (col(LectureDate.lecture_id) == application.lecture_id) & (col(LectureDate.starts_at) > after)
    within = own & (col(LectureDate.starts_at) <= now + LEAD)
    return session.exec(select(LectureDate).where(within).order_by(col(LectureDate.starts_at))).first()
