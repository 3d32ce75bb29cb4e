"""Which lectures there are, with their dates, halls and what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.models.reservations import Timeframe
from handlers.lectures.models import Giving, Lecture, LectureDate, LectureHall


@dataclass(frozen=True)
class Place:
    """A hall of a lecture, or the net, with its places."""

    hall: LectureHall
    timeframe: Timeframe

    @property
    def left(self) -> int:
        return 0 if self.timeframe.is_blocked else self.timeframe.capacity - self.timeframe.taken


@dataclass(frozen=True)
class Offer:
    """One lecture as it is shown: its dates and places in their order."""

    lecture: Lecture
    dates: Sequence[LectureDate]
    places: Sequence[Place]

    @property
    def id(self) -> int:
        return self.lecture.id or 0

    @property
    def starts_at(self) -> datetime:
        return self.dates[0].starts_at

    @property
    def is_drawn_for(self) -> bool:
        return self.lecture.giving == Giving.LOTTERY

    def find_place(self, hall_id: int) -> Place | None:
        return next((place for place in self.places if place.hall.id == hall_id), None)

    def is_open(self, now: datetime) -> bool:
        """Whether one may apply."""
        return not self.is_cancelled and self.lecture.opens_at <= now < self.lecture.closes_at

    @property
    def is_cancelled(self) -> bool:
        return self.lecture.cancelled_at is not None

    @property
    def ends_at(self) -> datetime:
        """The end of the last date."""
        return self.dates[-1].ends_at


def has_lectures(session: Session) -> bool:
    """Whether the city has ever entered one here."""
    return session.exec(select(Lecture.id).limit(1)).first() is not None


def list_coming(session: Session, now: datetime) -> list[Offer]:
    """Those that have not begun and are not cancelled, the soonest first."""
    first = select(LectureHall.lecture_id).join(Timeframe, col(Timeframe.id) == col(LectureHall.timeframe_id))
    coming = select(Lecture).where(col(Lecture.id).in_(first.where(Timeframe.starts_at > now)))
    coming = coming.where(col(Lecture.cancelled_at).is_(None))
    offers = load_offers(session, session.exec(coming).all())
    return sorted(offers, key=lambda one: (one.starts_at, one.id))


def list_open(session: Session, now: datetime) -> list[Offer]:
    """Those that one may apply for, the soonest first."""
    return [one for one in list_coming(session, now) if one.is_open(now)]


def find_offer(session: Session, lecture_id: int) -> Offer | None:
    found = session.get(Lecture, lecture_id)
    return load_offers(session, [found])[0] if found else None


def load_offers(session: Session, lectures: Sequence[Lecture]) -> list[Offer]:
    """With what belongs to them, in the lectures' order."""
    ids = [one.id for one in lectures]
    dates, places = defaultdict[int, list[LectureDate]](list), defaultdict[int, list[Place]](list)
    own = select(LectureDate).where(col(LectureDate.lecture_id).in_(ids)).order_by(col(LectureDate.starts_at))
    for one in session.exec(own):
        dates[one.lecture_id].append(one)
    halls = select(LectureHall, Timeframe).join(Timeframe, col(Timeframe.id) == col(LectureHall.timeframe_id))
    halls = halls.where(col(LectureHall.lecture_id).in_(ids)).order_by(col(LectureHall.id))
    for hall, timeframe in session.exec(halls):
        places[hall.lecture_id].append(Place(hall, timeframe))
    return [Offer(one, dates[one.id or 0], places[one.id or 0]) for one in lectures]
