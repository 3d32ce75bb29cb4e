"""The people of a lecture, as a ticket and the staff at the door call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import distinct
from sqlmodel import Session, col, func, select

from bot.city import CitySource
from bot.dialogue.words import RoomWords
from bot.models.forms import FormEntry
from bot.models.reservations import Reservation, Resource, Timeframe, Wait
from bot.services.reservations.receptions import Span, Venue
from bot.texts import Texts
from handlers.lectures.models import SERVICE, Application, Form, Lecture, LectureDate, LectureHall
from handlers.lectures.words import say_title


@dataclass(frozen=True)
class LecturesReception:
    cities: CitySource
    texts: Texts
    service: str = SERVICE

    def name_venue(self, session: Session, resource: Resource, language: str) -> Venue:
        words = RoomWords(self.texts, language, self.cities.current, SERVICE)
        own = (
            select(Lecture, LectureHall)
            .join(LectureHall, _of_hall())
            .join(Timeframe, col(Timeframe.id) == col(LectureHall.timeframe_id))
            .where(Timeframe.resource_id == resource.id)
        )
        found = session.exec(own).first()
        if found is None:
            return Venue(resource.code, resource.facility)
        lecture, hall = found
        return Venue(say_title(words, lecture), words.text("online") if hall.is_online else hall.name)

    def name_purpose(self, purpose: str, language: str) -> str:
        return ""  # it is the lecture's code, which its title says better

    def count_persons(self, reservation: Reservation) -> int:
        return reservation.units

    def list_numbers(self, session: Session, reservations: Sequence[Reservation]) -> Mapping[int, str]:
        """Those of the applications, which the citizens were told."""
        own = {reservation_id: one.number for reservation_id, one in self._list_applications(session, reservations)}
        return {one.id or 0: own.get(one.id or 0) or one.number for one in reservations}

    def list_dates(self, session: Session, timeframe: Timeframe) -> Sequence[Span]:
        own = select(LectureDate).join(LectureHall, col(LectureHall.lecture_id) == col(LectureDate.lecture_id))
        own = own.where(LectureHall.timeframe_id == timeframe.id).order_by(col(LectureDate.starts_at))
        return [Span(one.starts_at, one.ends_at) for one in session.exec(own)]

    def find_dates(self, session: Session, start: datetime, end: datetime) -> Mapping[int, Span]:
        within = (col(LectureDate.starts_at) >= start) & (col(LectureDate.starts_at) < end)
        of_lecture = col(LectureHall.lecture_id) == col(LectureDate.lecture_id)
        own = select(LectureHall.timeframe_id, LectureDate).join(LectureDate, of_lecture)
        own = own.join(Timeframe, col(Timeframe.id) == col(LectureHall.timeframe_id))
        later = own.where(within, col(Timeframe.starts_at) < start, ~col(LectureHall.is_online))
        return {id: Span(date.starts_at, date.ends_at) for id, date in session.exec(later)}

    def count_held(
        self, session: Session, start: datetime, end: datetime, *, topics: Sequence[str] = (), for_women: bool = False
    ) -> int:
        """Dates of lectures with a place that was not closed."""
        statement = select(func.count(distinct(col(LectureDate.id)))).join(Lecture, _of_date())
        statement = _held(statement.join(LectureHall, _of_hall()), start, end)
        if topics:
            statement = statement.where(col(Lecture.topic).in_(topics))
        return int(session.exec(statement.where(col(Lecture.for_women)) if for_women else statement).one())

    def count_online_halls(self, session: Session, start: datetime, end: datetime) -> int:
        """Those of lectures that are held in halls and online."""
        statement = select(func.count(distinct(col(LectureHall.name)))).join(Lecture, _of_hall())
        statement = _held(statement.join(LectureDate, _of_date()), start, end)
        return int(session.exec(statement.where(Lecture.form == Form.HYBRID, ~col(LectureHall.is_online))).one())

    def list_names(self, session: Session, reservations: Sequence[Reservation]) -> Mapping[int, str]:
        """As the form has them."""
        names = {one.id or 0: one.name for one in reservations if one.name}
        for reservation_id, one in self._list_applications(session, reservations):
            entry = session.get(FormEntry, one.entry_id) if one.entry_id else None
            if entry is not None and entry.content.get("name"):
                names[reservation_id] = str(entry.content["name"])
        return names

    def _list_applications(
        self, session: Session, reservations: Sequence[Reservation]
    ) -> Sequence[tuple[int, Application]]:
        """With the ids of their reservations, which one from the waiting list has by its wait."""
        reservation_id = func.coalesce(col(Application.reservation_id), col(Wait.reservation_id))
        own = (
            select(reservation_id, Application)
            .outerjoin(Wait, col(Wait.id) == col(Application.wait_id))
            .where(reservation_id.in_([one.id for one in reservations]))
        )
        return [(int(id), one) for id, one in session.exec(own)]


def _of_date() -> Any:
    return col(Lecture.id) == col(LectureDate.lecture_id)


def _of_hall() -> Any:
    return col(Lecture.id) == col(LectureHall.lecture_id)


def _held(statement: Any, start: datetime, end: datetime) -> Any:
    """Whose date began within, at a place that was not closed."""
    within = (col(LectureDate.starts_at) >= start) & (col(LectureDate.starts_at) < end)
    of_place = col(Timeframe.id) == col(LectureHall.timeframe_id)
    return statement.join(Timeframe, of_place).where(within, ~col(Timeframe.is_blocked))


create_reception = LecturesReception
