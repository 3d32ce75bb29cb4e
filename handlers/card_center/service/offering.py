"""Which times are offered: the nearest, those of a day that was named, or those beside a day that is full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_
from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.models.reservations import Timeframe
from bot.services.reservations.finding import find_free, is_waited_for, list_resources
from handlers.card_center.service.catalogue import SERVICE, Catalogue, Office

FEW, MANY, WAITS = 6, 8, 4  # times in an answer: the nearest ones, those of a day, and those one can wait for
LOOKED_AT = 400
BEFORE, AFTER = timedelta(days=7), timedelta(days=30)  # so far from a full day another time is looked for
_INSTANT = timedelta(seconds=1)


class Why(StrEnum):
    """Why there is nothing when it was wanted."""

    FULL = "full"
    CLOSED = "closed"
    TOO_SOON = "too_soon"  # it can't be reserved any more
    TOO_FAR = "too_far"  # nor yet


@dataclass(frozen=True)
class Window:
    """From a moment until before another."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Offer:
    timeframe_id: int
    office: Office
    starts_at: datetime


@dataclass(frozen=True)
class Offers:
    """Times in their order, no two at the same moment; `why` says why none of them is as it was wanted, and `full` what
    can be waited for then."""

    found: Sequence[Offer]
    why: Why | None = None
    full: Sequence[Offer] = field(default=())


@dataclass(frozen=True)
class Search:
    """For whom times are looked for. `offices` are those that come into question, `skip` is the citizen's own time."""

    catalogue: Catalogue
    offices: Sequence[Office]
    units: int
    now: datetime
    skip: int | None = None

    def find(self, session: Session, windows: Sequence[Window] = ()) -> Offers:
        """The nearest times; with windows those in them, and where there are none the nearest beside them."""
        offices = self._list_open(session)
        if not windows:
            return Offers(_pick_nearest(self._list_free(session, offices)))
        wanted = [one for window in windows for one in self._list_free(session, offices, window)]
        if wanted:
            return Offers(_spread(_sort(wanted, self.offices), MANY))
        whole = Window(min(one.start for one in windows), max(one.end for one in windows))
        return Offers(self._list_beside(session, offices, whole), *self._explain(session, offices, windows))

    def find_at(self, session: Session, moment: datetime) -> Offer | None:
        """The time that begins at this very moment."""
        found = self._list_free(session, self._list_open(session), Window(moment, moment + _INSTANT))
        return next(iter(_sort(found, self.offices)), None)

    def find_one(self, session: Session, timeframe_id: int) -> Offer | None:
        """One of these offices, whether it is free or not, that can still be reserved, or waited for."""
        timeframe = session.get(Timeframe, timeframe_id)
        office = self._list_open(session).get(timeframe.resource_id) if timeframe else None
        if timeframe is None or office is None:
            return None
        is_in_time = office.rule.find_earliest(self.now) <= timeframe.starts_at < office.rule.find_latest(self.now)
        return _offer(timeframe, office) if is_in_time and not timeframe.is_blocked else None

    def list_times(self, session: Session, window: Window) -> list[tuple[Offer, bool]]:
        """All that can still be reserved or waited for in a window and has so many units at all, each with whether it
        is free, by time."""
        offices = self._list_open(session)
        is_free = and_(col(Timeframe.taken) + self.units <= Timeframe.capacity, ~is_waited_for())
        found: list[tuple[Offer, bool]] = []
        for resource, office in offices.items():
            start, end = office.rule.find_earliest(self.now), office.rule.find_latest(self.now)
            own = Timeframe.resource_id == resource, Timeframe.capacity >= self.units, ~col(Timeframe.is_blocked)
            within = Timeframe.starts_at >= max(start, window.start), Timeframe.starts_at < min(end, window.end)
            rows = session.exec(select(Timeframe, is_free).where(*own, *within).order_by(col(Timeframe.starts_at)))
            found += ((_offer(one, office), bool(free)) for one, free in rows if one.id != self.skip)
        return sorted(found, key=lambda one: one[0].starts_at)

    def _list_open(self, session: Session) -> dict[int, Office]:
        """The offices by the ids of their resources."""
        by_code = {office.id: office for office in self.offices}
        found = list_resources(session, SERVICE)
        return {one.id: by_code[one.code] for one in found if one.id is not None and one.code in by_code}

    def _list_free(self, session: Session, offices: dict[int, Office], window: Window | None = None) -> list[Offer]:
        found: list[Offer] = []
        for resource, office in offices.items():
            earliest, latest = office.rule.find_earliest(self.now), office.rule.find_latest(self.now)
            if window is not None:
                earliest, latest = max(earliest, window.start), min(latest, window.end)
            free = find_free(session, [resource], earliest - _INSTANT, units=self.units, before=latest, limit=LOOKED_AT)
            found += (_offer(one, office) for one in free if one.id != self.skip)
        return found

    def _list_beside(self, session: Session, offices: dict[int, Office], window: Window) -> list[Offer]:
        """The nearest times before and after, those before it only where they are not too far from it; else any."""
        near = self._list_free(session, offices, Window(window.start - BEFORE, window.end + AFTER))
        if not near:
            return _pick_nearest(self._list_free(session, offices))
        ordered = _sort(near, self.offices)
        before = _one_each_hour(one for one in reversed(ordered) if one.starts_at < window.start)
        after = _one_each_hour(one for one in ordered if one.starts_at >= window.end)
        half = WAITS // 2
        chosen = [*before[: max(half, WAITS - len(after))], *after[: max(half, WAITS - len(before))]]
        return sorted(chosen, key=lambda one: one.starts_at)

    def _explain(
        self, session: Session, offices: dict[int, Office], windows: Sequence[Window]
    ) -> tuple[Why, Sequence[Offer]]:
        there = [one for window in windows for one in self._list_there(session, offices, window)]
        in_time = [one for one in there if one.starts_at >= one.office.rule.find_earliest(self.now)]
        if in_time:
            return Why.FULL, _spread(_sort(in_time, self.offices), WAITS)
        if there or max(window.end for window in windows) <= self.find_earliest():
            return Why.TOO_SOON, ()
        is_far = min(window.start for window in windows) >= self.find_latest()
        return (Why.TOO_FAR if is_far else Why.CLOSED), ()

    def find_earliest(self) -> datetime:
        return min(office.rule.find_earliest(self.now) for office in self.offices)

    def find_latest(self) -> datetime:
        return max(office.rule.find_latest(self.now) for office in self.offices)

    def _list_there(self, session: Session, offices: dict[int, Office], window: Window) -> list[Offer]:
        """What is open then and has so many units at all, free or not."""
        own = col(Timeframe.resource_id).in_(offices), col(Timeframe.capacity) >= self.units, ~col(Timeframe.is_blocked)
        within = Timeframe.starts_at >= max(window.start, self.now), Timeframe.starts_at < window.end
        found = session.exec(select(Timeframe).where(*own, *within).limit(LOOKED_AT))
        return [_offer(one, offices[one.resource_id]) for one in found if one.id != self.skip]


def _offer(timeframe: Timeframe, office: Office) -> Offer:
    return Offer(timeframe.id or 0, office, timeframe.starts_at)


def _sort(offers: Iterable[Offer], offices: Sequence[Office]) -> list[Offer]:
    """By time, of the same moment the first office's alone."""
    order = {office.id: place for place, office in enumerate(offices)}
    by_start: dict[datetime, Offer] = {}
    for one in sorted(offers, key=lambda one: (one.starts_at, order[one.office.id])):
        by_start.setdefault(one.starts_at, one)
    return list(by_start.values())


def _pick_nearest(offers: Iterable[Offer]) -> list[Offer]:
    """The very next ones, then the first of each half day, so that there is something to choose from."""
    picked: dict[datetime, Offer] = {}
    halves: Counter[str] = Counter()
    for one in sorted(offers, key=lambda one: one.starts_at):
        half = f"{one.starts_at.astimezone(TOKYO):%Y-%m-%d %p}"
        is_first = not halves or list(halves) == [half]
        if len(picked) < FEW and one.starts_at not in picked and halves[half] < (2 if is_first else 1):
            picked[one.starts_at] = one
            halves[half] += 1
    return list(picked.values())


def _spread(offers: Sequence[Offer], most: int) -> list[Offer]:
    """So many of them, evenly from the first to the last."""
    if len(offers) <= most:
        return list(offers)
    return [offers[round(place * (len(offers) - 1) / (most - 1))] for place in range(most)]


def _one_each_hour(offers: Iterable[Offer]) -> list[Offer]:
    hours: dict[str, Offer] = {}
    for one in offers:
        hours.setdefault(f"{one.starts_at:%Y-%m-%dT%H}", one)
    return list(hours.values())
