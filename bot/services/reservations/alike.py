"""For what is reserved in what is closed: the nearest time that is free and like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sqlmodel import Session

from bot.models.reservations import Reservation, Resource, Timeframe
from bot.services.reservations.finding import find_free, list_resources

NOTICE = timedelta(hours=2)  # nobody is moved to what begins sooner
LOOKED_AT = 5_000


@dataclass(frozen=True)
class Conflict:
    """A reservation in what is closed, and where it could go; None when nothing is free."""

    reservation: Reservation
    timeframe: Timeframe
    resource: Resource
    to: Timeframe | None

    @property
    def id(self) -> int:
        return self.reservation.id or 0


def find_alike(
    session: Session, conflicts: Sequence[tuple[Reservation, Timeframe, Resource]], now: datetime
) -> list[Conflict]:
    """Those of one service, in their order; what one of them would take is not offered to the next."""
    if not conflicts:
        return []
    resources = [one.id for one in list_resources(session, conflicts[0][2].service) if one.id is not None]
    free = find_free(session, resources, now + NOTICE, limit=LOOKED_AT)
    left = {one.id: one.capacity - one.taken for one in free}
    found = []
    for reservation, timeframe, resource in conflicts:
        to = _choose([one for one in free if left[one.id] >= reservation.units], timeframe)
        if to is not None:
            left[to.id] -= reservation.units
        found.append(Conflict(reservation, timeframe, resource, to))
    return found


def _choose(free: Sequence[Timeframe], timeframe: Timeframe) -> Timeframe | None:
    """The next at the same place, else at another from the same time on, else the last before it."""
    start, place = timeframe.starts_at, timeframe.resource_id
    later = (one for one in free if one.starts_at > start and one.resource_id == place)
    elsewhere = (one for one in free if one.starts_at >= start)
    earlier = (one for one in reversed(free) if one.starts_at < start)
    return next(chain(later, elsewhere, earlier), None)
