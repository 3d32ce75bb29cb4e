"""How full the places are, as far as reservations tell: now, and hour by hour today and on the next open day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from bot.clock import TOKYO
from bot.models.reservations import Timeframe
from bot.services.reservations.finding import list_resources
from handlers.card_center.service.catalogue import SERVICE, Catalogue, Office

DAYS = 2
LOOK_DAYS = 14
BUSY_PERCENT, FULL_PERCENT = 50, 85


class Level(StrEnum):
    QUIET = "quiet"
    BUSY = "busy"
    FULL = "full"


@dataclass(frozen=True)
class Hour:
    """What is taken of an hour's units."""

    starts_at: datetime
    taken: int
    capacity: int

    @property
    def percent(self) -> int:
        return round(100 * self.taken / self.capacity)

    @property
    def level(self) -> Level:
        return (
            Level.FULL if self.percent >= FULL_PERCENT else Level.BUSY if self.percent >= BUSY_PERCENT else Level.QUIET
        )


@dataclass(frozen=True)
class Day:
    on: date
    hours: Sequence[Hour]


@dataclass(frozen=True)
class Crowd:
    """One place; `now` is None while it is closed."""

    office: Office
    now: Hour | None
    days: Sequence[Day]

    def find_quietest(self, after: datetime) -> Hour | None:
        """The hour to come with most room, the first of several."""
        coming = [hour for day in self.days for hour in day.hours if hour.starts_at > after]
        return min(coming, key=lambda hour: hour.percent, default=None)


def list_crowds(session: Session, catalogue: Catalogue, now: datetime) -> list[Crowd]:
    """Every place, in the city's order."""
    ids = {one.code: one.id for one in list_resources(session, SERVICE)}
    return [_see(session, office, ids[office.id], now) for office in catalogue.places if office.id in ids]


def _see(session: Session, office: Office, resource_id: int | None, now: datetime) -> Crowd:
    today = now.astimezone(TOKYO).date()
    first = datetime.combine(today, time(), TOKYO)
    own = Timeframe.resource_id == resource_id, ~col(Timeframe.is_blocked)
    within = Timeframe.starts_at >= first, Timeframe.starts_at < first + timedelta(days=LOOK_DAYS)
    found = list(session.exec(select(Timeframe).where(*own, *within).order_by(col(Timeframe.starts_at))))
    days: dict[date, dict[datetime, list[Timeframe]]] = {}
    for one in found:
        local = one.starts_at.astimezone(TOKYO)
        hours = days.setdefault(local.date(), {})
        hours.setdefault(local.replace(minute=0), []).append(one)
    open_days = [
        (on, hours) for on, hours in days.items() if any(one.ends_at > now for of in hours.values() for one in of)
    ]
    current = [one for one in found if one.starts_at <= now < one.ends_at]
    shown = [Day(on, [_sum(start, of) for start, of in hours.items()]) for on, hours in open_days[:DAYS]]
    return Crowd(office, _sum(current[0].starts_at, current) if current else None, shown)


def _sum(start: datetime, timeframes: Sequence[Timeframe]) -> Hour:
    return Hour(start, sum(one.taken for one in timeframes), sum(one.capacity for one in timeframes))
