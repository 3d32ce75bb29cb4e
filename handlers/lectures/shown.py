"""Lectures' halls in the staff's calendar, which leads to the lectures' own pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot.city import CitySource
from bot.models.reservations import Resource, Timeframe
from bot.services.reservations.rules import Place
from bot.services.reservations.shown import ShownPlace, ShownPurpose
from handlers.lectures.models import SERVICE, Lecture, LectureHall
from handlers.lectures.words import IN_JAPANESE


@dataclass(frozen=True)
class LecturesShown:
    """Each hall of a lecture is a resource of its own, called by both."""

    cities: CitySource
    service: str = SERVICE
    is_kept_here: bool = False
    number_code: str = ""

    def list_places(self) -> Sequence[Place]:
        return ()

    def describe(self, session: Session, resources: Sequence[Resource], language: str) -> Mapping[int, ShownPlace]:
        statement = (
            select(Timeframe.resource_id, LectureHall.name, Lecture)
            .join(LectureHall, col(LectureHall.timeframe_id) == col(Timeframe.id))
            .join(Lecture, col(LectureHall.lecture_id) == col(Lecture.id))
            .where(col(Timeframe.resource_id).in_([one.id for one in resources]))
        )
        return {
            resource_id: ShownPlace(f"{_name(lecture, language)} {hall}", f"/admin/lectures/{lecture.id}")
            for resource_id, hall, lecture in session.exec(statement.order_by(col(Timeframe.starts_at)))
        }

    def list_purposes(self, language: str) -> Sequence[ShownPurpose]:
        return ()


def _name(lecture: Lecture, language: str) -> str:
    return lecture.title if language in IN_JAPANESE else lecture.title_en or lecture.title


create_shown = LecturesShown
