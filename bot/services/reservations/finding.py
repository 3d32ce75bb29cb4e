"""Which places are free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Exists, exists, text
from sqlmodel import Session, col, select

from bot.models.reservations import Resource, Timeframe, Wait, WaitState

# As the index of what is free says it, so that both databases use it.
_IS_FREE = text("reservation_timeframe.taken < reservation_timeframe.capacity AND NOT reservation_timeframe.is_blocked")


def is_waited_for() -> Exists:
    """Whether somebody waits for a timeframe: what is free in it is theirs, even where they need more."""
    return exists().where(col(Wait.timeframe_id) == Timeframe.id, col(Wait.state) == WaitState.WAITING)


def find_free(
    session: Session,
    resources: Sequence[int],
    after: datetime,
    *,
    units: int = 1,
    before: datetime | None = None,
    limit: int = 10,
) -> list[Timeframe]:
    """The next timeframes of these resources that begin after `after` with so many units left for whoever comes now,
    soonest first."""
    found: list[Timeframe] = []
    for resource in resources:
        wanted = (
            select(Timeframe)
            .where(_IS_FREE, Timeframe.resource_id == resource, Timeframe.starts_at > after)
            .where(col(Timeframe.capacity) - col(Timeframe.taken) >= units, ~is_waited_for())
            .order_by(col(Timeframe.starts_at))
            .limit(limit)
        )
        found += session.exec(wanted if before is None else wanted.where(Timeframe.starts_at < before))
    return sorted(found, key=lambda one: (one.starts_at, one.id or 0))[:limit]


def list_resources(session: Session, service: str, facility: str = "") -> list[Resource]:
    """The open resources of a service, of one facility where it is named."""
    wanted = select(Resource).where(Resource.service == service, col(Resource.is_open))
    wanted = wanted.where(Resource.facility == facility) if facility else wanted
    return list(session.exec(wanted.order_by(col(Resource.id))))
