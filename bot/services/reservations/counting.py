"""What became of reservations, month by month; and what of it counts for the city's plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from bot.clock import TOKYO
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe
from bot.services.figures import number_of
from bot.services.reservations.receptions import Reception
from bot.targets import Target, list_fiscal_months

S = ReservationState
_OF_RESOURCE = col(Resource.id) == col(Timeframe.resource_id)
_OF_FRAME = col(Timeframe.id) == col(Reservation.timeframe_id)


@dataclass(frozen=True)
class Month:
    """Of one service, from the first of `start` on; what is over. `capacity`, `taken` and what follows are units;
    `unknown` were reserved where nobody was checked in."""

    start: date
    held: int = 0
    capacity: int = 0
    taken: int = 0
    attended: int = 0
    missed: int = 0
    unknown: int = 0
    cancelled: int = 0
    online_halls: int = 0


def list_months(session: Session, reception: Reception, months: Sequence[date], now: datetime) -> list[Month]:
    """Each from its first day to that of the next in `months`, whose last is an end alone."""
    starts = [_at(day) for day in months]
    is_over = _is_over(reception.service, starts[0], starts[-1], now)
    place = number_of(starts[:-1], col(Timeframe.starts_at))
    sums = select(place, func.sum(Timeframe.capacity), func.sum(Timeframe.taken)).join(Resource, _OF_RESOURCE)
    sums = sums.where(*is_over, ~col(Timeframe.is_blocked)).group_by(place)
    places = {row[0]: row[1:] for row in session.execute(sums)}
    units = select(place, Reservation.state, func.sum(Reservation.units)).select_from(Reservation)
    units = units.join(Timeframe, _OF_FRAME).join(Resource, _OF_RESOURCE).where(*is_over, Reservation.number != "")
    found = {(row[0], row[1]): int(row[2]) for row in session.execute(units.group_by(place, Reservation.state))}
    return [
        Month(
            start=start.date(),
            held=reception.count_held(session, start, min(end, max(start, now))),
            capacity=int(places.get(number, (0, 0))[0]),
            taken=int(places.get(number, (0, 0))[1]),
            attended=found.get((number, S.ATTENDED), 0),
            missed=found.get((number, S.MISSED), 0),
            unknown=found.get((number, S.RESERVED), 0),
            cancelled=found.get((number, S.CANCELLED), 0),
            online_halls=reception.count_online_halls(session, start, min(end, max(start, now))),
        )
        for number, (start, end) in enumerate(pairwise(starts))
    ]


def count_for(session: Session, target: Target, reception: Reception, year: int, now: datetime) -> int:
    """What was reached in a fiscal year until now."""
    months = list_fiscal_months(year)
    start, end = _at(months[0]), min(_at(months[-1]), now)
    if target.counts == "held":
        return reception.count_held(session, start, end, topics=target.topics, for_women=target.for_women)
    if target.counts == "online_halls":
        return reception.count_online_halls(session, start, end)
    states = (S.ATTENDED,) if target.counts == "attended" else (S.ATTENDED, S.MISSED, S.RESERVED)
    own = select(func.coalesce(func.sum(Reservation.units), 0)).join(Timeframe, _OF_FRAME).join(Resource, _OF_RESOURCE)
    own = own.where(*_is_over(target.service, start, end, now), col(Reservation.state).in_(states))
    return int(session.exec(own).one())


def _is_over(service: str, start: datetime, end: datetime, now: datetime) -> tuple[ColumnElement[bool], ...]:
    within = (col(Timeframe.starts_at) >= start) & (col(Timeframe.starts_at) < end)
    return col(Resource.service) == service, within, col(Timeframe.ends_at) <= now


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO)
