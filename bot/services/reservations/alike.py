"""For what is reserved in what is closed: the nearest time that is free and like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.models.reservations import Reservation, Resource, Timeframe
from bot.services.reservations.finding import find_free, list_resources

NOTICE = timedelta(hours=2)  # nobody is moved to what begins sooner
LOOKED_AT = 200
_INSTANT = timedelta(seconds=1)


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
    session: Session, conflicts: Iterable[tuple[Reservation, Timeframe, Resource]], now: datetime
) -> list[Conflict]:
    """In their order; what one of them would take is not offered to the next."""
    promised = Counter[int]()
    found = []
    for reservation, timeframe, resource in conflicts:
        to = _find(session, reservation.units, timeframe, resource, promised, now)
        if to is not None:
            promised[to.id or 0] += reservation.units
        found.append(Conflict(reservation, timeframe, resource, to))
    return found


def _find(
    session: Session, units: int, timeframe: Timeframe, resource: Resource, promised: Counter[int], now: datetime
) -> Timeframe | None:
    """The next at the same place, else at another from the same time on, else the last before it at any."""
    open_ids = [one.id for one in list_resources(session, resource.service) if one.id is not None]
    soonest = now + NOTICE
    own = [resource.id] if resource.id in open_ids else []

    def look(ids: Sequence[int | None], after: datetime, before: datetime | None = None) -> list[Timeframe]:
        wanted = [id for id in ids if id is not None]
        free = find_free(session, wanted, max(after, soonest), units=units, before=before, limit=LOOKED_AT)
        return [one for one in free if one.capacity - one.taken - promised[one.id or 0] >= units]

    later = look(own, timeframe.starts_at) or look(open_ids, timeframe.starts_at - _INSTANT)
    earlier = [] if later else look(open_ids, soonest, timeframe.starts_at)
    return later[0] if later else earlier[-1] if earlier else None
