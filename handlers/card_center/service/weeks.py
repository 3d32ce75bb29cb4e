"""A week of times as a calendar shows it: how much is free on each half day, and the times of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Session

from bot.clock import TOKYO
from handlers.card_center.service.catalogue import Office
from handlers.card_center.service.offering import Offer, Search, Window

FEW_PERCENT = 25
NOON = 12
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)


class Room(StrEnum):
    FREE = "free"
    FEW = "few"
    FULL = "full"
    CLOSED = "closed"  # nothing can be reserved or waited for


@dataclass(frozen=True)
class Time:
    """`is_free` for as many as come; else it can be waited for."""

    offer: Offer
    is_free: bool

    @property
    def local(self) -> datetime:
        return self.offer.starts_at.astimezone(TOKYO)


@dataclass(frozen=True)
class Day:
    on: date
    times: Sequence[Time]

    @property
    def halves(self) -> tuple[Room, Room]:
        """Before and after noon."""
        morning = [one for one in self.times if one.local.hour < NOON]
        return _tell_room(morning), _tell_room([one for one in self.times if one not in morning])

    def list_by_office(self) -> list[tuple[Office, list[Time]]]:
        """Its times place by place, the place with the first one first."""
        found: dict[str, list[Time]] = defaultdict(list)
        for one in self.times:
            found[one.offer.office.id].append(one)
        return [(times[0].offer.office, times) for times in found.values()]


@dataclass(frozen=True)
class Week:
    """`days` from Monday; `before` and `after` are days of the weeks beside it in which there may be times."""

    days: Sequence[Day]
    before: date | None
    after: date | None

    def find_day(self, on: date | None) -> Day | None:
        """That day; else the first on which something is free, or can be waited for."""
        shown = [day for day in self.days if day.times]
        free = (day for day in shown if any(one.is_free for one in day.times))
        return next((day for day in shown if day.on == on), None) or next(free, next(iter(shown), None))


def find_first_day(session: Session, search: Search) -> date:
    """Of the nearest free time; without any the first that could be reserved."""
    nearest = search.find(session).found
    return (nearest[0].starts_at if nearest else search.find_earliest()).astimezone(TOKYO).date()


def load_week(session: Session, search: Search, on: date) -> Week:
    """The week of a day, which is moved to where there are times."""
    first = search.find_earliest().astimezone(TOKYO).date()
    last = (search.find_latest() - timedelta(seconds=1)).astimezone(TOKYO).date()
    on = min(max(on, first), last)
    monday = on - timedelta(days=on.weekday())
    start = datetime.combine(monday, time(), TOKYO)
    by_day: dict[date, list[Time]] = defaultdict(list)
    for offer, is_free in search.list_times(session, Window(start, start + WEEK)):
        by_day[offer.starts_at.astimezone(TOKYO).date()].append(Time(offer, is_free))
    days = [Day(one, by_day[one]) for one in (monday + timedelta(days=ahead) for ahead in range(7))]
    before, after = monday - timedelta(days=1), monday + WEEK
    return Week(days, before if before >= first else None, after if after <= last else None)


def _tell_room(times: Sequence[Time]) -> Room:
    if not times:
        return Room.CLOSED
    free = sum(one.is_free for one in times)
    if not free:
        return Room.FULL
    return Room.FEW if 100 * free <= FEW_PERCENT * len(times) else Room.FREE
