"""Timeframes made ahead by rule, and changed with it; nothing that is reserved is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.models.reservations import Resource, Timeframe, Wait, WaitState
from bot.opening_hours import OpeningHours
from bot.services.reservations.rules import Place, Planned
from bot.services.reservations.taking import lock_timeframes
from bot.services.reservations.waiting import offer_freed

ROWS = 500  # in one statement


@dataclass(frozen=True)
class Generated:
    """How many timeframes are new, and how many are otherwise than before."""

    made: int = 0
    changed: int = 0

    def __add__(self, other: Generated) -> Generated:
        return Generated(self.made + other.made, self.changed + other.changed)


def generate(session: Session, place: Place, hours: OpeningHours, now: datetime) -> Generated:
    """Make a place's timeframes as far ahead as its rule says; again and nothing happens.

    What the rule no longer has is blocked, and opened where the rule has it again. What is reserved stays with its
    time, its units and its end; a timeframe beside it that would share its minutes has so many units fewer. What staff
    blocked stays blocked.
    """
    resource_id = keep_resource(session, place)
    later = select(Timeframe).where(Timeframe.resource_id == resource_id, Timeframe.starts_at > now)
    found = {one.starts_at: one for one in session.exec(later)}
    wanted = _leave_room(place.rule.plan(hours, now), found)
    changed = _change(session, [one for start, one in found.items() if _differs(one, wanted.get(start))], wanted, now)
    new = [one for start, one in wanted.items() if start not in found]
    return Generated(_insert(session, resource_id, new), changed)


def keep_resource(session: Session, place: Place) -> int:
    """The id of the place's resource, which is open; made where there is none."""
    values = {"service": place.service, "code": place.code, "facility": place.facility, "is_open": True}
    insert_if_new(session, Resource, values)
    own = select(Resource).where(Resource.service == place.service, Resource.code == place.code)
    resource = session.exec(own).one()
    resource.facility, resource.is_open = place.facility, True
    session.add(resource)
    assert resource.id is not None
    return resource.id


def close_others(session: Session, service: str, places: Iterable[Place]) -> None:
    """What the service has no more can't be reserved any more; what is reserved stays."""
    codes = [place.code for place in places]
    gone = select(Resource).where(Resource.service == service, col(Resource.is_open), col(Resource.code).not_in(codes))
    for resource in session.exec(gone):
        resource.is_open = False
        session.add(resource)


def _leave_room(planned: Iterable[Planned], found: Mapping[datetime, Timeframe]) -> dict[datetime, Planned]:
    """What is to be there: in the minutes of what is reserved outside of the pattern so many units fewer."""
    wanted = {one.starts_at: one for one in planned}
    kept = [one for one in found.values() if one.taken and not _fits(one, wanted.get(one.starts_at))]
    for start, one in list(wanted.items()):
        beside = (other for other in kept if other.starts_at < one.ends_at and other.ends_at > one.starts_at)
        left = one.capacity - sum(other.taken for other in beside if other.starts_at != start)
        if left < one.capacity and left > 0:
            wanted[start] = replace(one, capacity=left)
        elif left <= 0:
            del wanted[start]
    return wanted


def _fits(timeframe: Timeframe, planned: Planned | None) -> bool:
    return planned is not None and timeframe.ends_at == planned.ends_at


def _aim(timeframe: Timeframe, planned: Planned | None) -> tuple[datetime, int, bool, bool]:
    """End, capacity, whether it is blocked and whether the rule did that, as they should be."""
    if planned is None or (timeframe.taken and not _fits(timeframe, planned)):
        is_off_rule = timeframe.is_off_rule or not timeframe.is_blocked
        return timeframe.ends_at, timeframe.capacity, True, is_off_rule
    is_blocked = timeframe.is_blocked and not timeframe.is_off_rule
    capacity = timeframe.capacity if timeframe.has_own_capacity else max(planned.capacity, timeframe.taken)
    return planned.ends_at, capacity, is_blocked, False


def _differs(timeframe: Timeframe, planned: Planned | None) -> bool:
    is_now = (timeframe.ends_at, timeframe.capacity, timeframe.is_blocked, timeframe.is_off_rule)
    return is_now != _aim(timeframe, planned)


def _change(session: Session, stale: Iterable[Timeframe], wanted: Mapping[datetime, Planned], now: datetime) -> int:
    ids = [one.id for one in stale if one.id is not None]
    if not ids:
        return 0
    for timeframe in lock_timeframes(session, ids):
        aim = _aim(timeframe, wanted.get(timeframe.starts_at))
        timeframe.ends_at, timeframe.capacity, timeframe.is_blocked, timeframe.is_off_rule = aim
        session.add(timeframe)
    session.flush()
    waiting = select(Wait.timeframe_id).where(col(Wait.timeframe_id).in_(ids), Wait.state == WaitState.WAITING)
    for timeframe_id in sorted(set(session.exec(waiting))):
        offer_freed(session, timeframe_id, now)
    return len(ids)


def _insert(session: Session, resource_id: int, planned: list[Planned]) -> int:
    """How many; another scheduler may have made some of them meanwhile."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = 0
    for first in range(0, len(planned), ROWS):
        rows = [
            {
                "resource_id": resource_id,
                "starts_at": one.starts_at,
                "ends_at": one.ends_at,
                "capacity": one.capacity,
                "taken": 0,
                "is_blocked": False,
            }
            for one in planned[first : first + ROWS]
        ]
        statement = insert(Timeframe).values(rows).on_conflict_do_nothing().returning(col(Timeframe.id))
        made += len(session.execute(statement).all())
    return made
