"""All that is free at the card centre in the next weeks, for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.services.reservations.finding import find_free, list_resources
from handlers.card_center.service.catalogue import SERVICE, Catalogue, Office

AHEAD = timedelta(days=60)
MOST = 4_000  # of one place
_INSTANT = timedelta(seconds=1)


@dataclass(frozen=True)
class FreeTime:
    """A timeframe of a place, or several that follow each other, with the fewest units left in any of them."""

    office: Office
    starts_at: datetime
    ends_at: datetime
    capacity: int
    left: int


def list_free_times(session: Session, catalogue: Catalogue, now: datetime) -> list[FreeTime]:
    """What anybody could reserve now, place by place in the city's order, each by time."""
    ids = {one.code: one.id for one in list_resources(session, SERVICE)}
    found: list[FreeTime] = []
    for office in catalogue.places:
        if (resource := ids.get(office.id)) is not None:
            earliest = office.rule.find_earliest(now) - _INSTANT
            latest = min(office.rule.find_latest(now), now + AHEAD)
            free = find_free(session, [resource], earliest, before=latest, limit=MOST)
            found += (
                FreeTime(office, one.starts_at, one.ends_at, one.capacity, one.capacity - one.taken) for one in free
            )
    return found


def join_spans(times: Iterable[FreeTime]) -> list[FreeTime]:
    """Times of one place that follow each other without a gap as one."""
    joined: list[FreeTime] = []
    for one in times:
        last = joined[-1] if joined else None
        if last and last.office is one.office and last.ends_at == one.starts_at:
            joined[-1] = replace(last, ends_at=one.ends_at, left=min(last.left, one.left))
        else:
            joined.append(one)
    return joined
