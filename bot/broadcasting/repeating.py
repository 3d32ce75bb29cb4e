"""What is repeated: the next one is made when the last has left, and it is settled who gets it when its time comes."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.clock import TOKYO
from bot.db import Database, insert_if_new
from bot.errors import UserError
from bot.models.broadcasts import Broadcast, BroadcastStatus
from bot.services.broadcasts.approving import settle

log = logging.getLogger(__name__)

_COPIED = ("kind", "origin", "title", "content", "rule", "is_urgent", "is_drill", "drafted_by", "approved_by", "repeat")


def keep_repeating(database: Database, now: datetime) -> None:
    """One job of the scheduler; it may run twice without harm."""
    with database.write() as session:
        for last in session.exec(_select_repeated()).all():
            _plan_next(session, last, now)
    with database.read() as session:
        due = session.exec(_select_due(now)).all()
    for broadcast_id in due:
        _settle_one(database, broadcast_id or 0, now)


def find_next(at: datetime, repeat: str, now: datetime) -> datetime:
    """The first moment after `now`, at the same hour in Japan; the 31st is the last day of shorter months."""
    local, step = at.astimezone(TOKYO), 0
    found = local
    while found <= now:
        step += 1
        if repeat == "monthly":
            found = _add_months(local, step)
        else:
            found = local + timedelta(days=step * (7 if repeat == "weekly" else 1))
    return found.astimezone(at.tzinfo)


def _add_months(local: datetime, months: int) -> datetime:
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    following = datetime(year + (month + 1) // 12, (month + 1) % 12 + 1, 1, tzinfo=TOKYO)
    last_day = (following - timedelta(days=1)).day
    return local.replace(year=year, month=month + 1, day=min(local.day, last_day))


def _plan_next(session: Session, last: Broadcast, now: datetime) -> None:
    at = find_next(last.send_at or now, last.repeat, now)
    values = {name: getattr(last, name) for name in _COPIED}
    values |= {
        "key": f"repeat:{last.id}",
        "status": BroadcastStatus.APPROVED,
        "created_at": now,
        "send_at": at,
        "total": 0,
    }
    insert_if_new(session, Broadcast, values)
    last.repeat = ""
    session.add(last)


def _select_repeated() -> SelectOfScalar[Broadcast]:
    ended = col(Broadcast.status).in_((BroadcastStatus.SENT, BroadcastStatus.FAILED))
    return select(Broadcast).where(ended, col(Broadcast.repeat) != "").with_for_update(skip_locked=True)


def _select_due(now: datetime) -> SelectOfScalar[Any]:
    return select(Broadcast.id).where(
        col(Broadcast.status) == BroadcastStatus.APPROVED,
        col(Broadcast.frozen_at).is_(None),
        col(Broadcast.send_at) <= now,
    )


def _settle_one(database: Database, broadcast_id: int, now: datetime) -> None:
    try:
        with database.write() as session:
            statement = select(Broadcast).where(col(Broadcast.id) == broadcast_id).with_for_update()
            broadcast = session.exec(statement).first()
            if broadcast is not None and broadcast.frozen_at is None and broadcast.status == BroadcastStatus.APPROVED:
                settle(session, broadcast, now)
    except (UserError, ValueError) as error:  # no room in the quota, or a rule that names what is no more
        log.error("broadcast %s: it can't leave, and is tried again: %s", broadcast_id, error)
