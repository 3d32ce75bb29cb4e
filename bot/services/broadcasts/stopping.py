"""Stopping: what has not left stays here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from bot.models.broadcasts import ENDED, BatchStatus, Broadcast, BroadcastBatch, BroadcastStatus
from bot.services.broadcasts.reserving import release
from bot.services.broadcasts.slices import end_settling


def stop(session: Session, broadcast_id: int, by: int | None, now: datetime) -> bool:
    """Stop it; False when it was over. A request that is under way ends; before each one it is asked whether it may.

    What may have arrived counts as such. Batches are changed before the reservation and the broadcast, as the sender
    locks them.
    """
    end_settling(session, broadcast_id)  # and so that a slice which is just being settled is among the batches
    waiting = (col(BroadcastBatch.broadcast_id) == broadcast_id) & (col(BroadcastBatch.status) == BatchStatus.WAITING)
    is_held = col(BroadcastBatch.leased_until).is_not(None) & (col(BroadcastBatch.leased_until) >= now)
    is_uncertain = col(BroadcastBatch.is_uncertain)
    for which, status in (
        (is_uncertain.is_(False), BatchStatus.STOPPED),
        (is_uncertain & ~is_held, BatchStatus.UNKNOWN),
    ):
        values = {"status": status, "reason": "stopped", "ended_at": now, "leased_by": ""}
        session.execute(update(BroadcastBatch).where(waiting, which).values(**values))
    going = (col(Broadcast.id) == broadcast_id) & col(Broadcast.status).not_in(ENDED)
    stopped = {"status": BroadcastStatus.STOPPED, "stopped_by": by, "ended_at": now}
    release(session, broadcast_id)
    is_stopped = session.execute(update(Broadcast).where(going).values(**stopped).returning(col(Broadcast.id))).first()
    return is_stopped is not None
