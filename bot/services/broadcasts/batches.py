"""The ends of batches, and of broadcasts with their last one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, exists, func, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.messages import Channel
from bot.models.broadcasts import ARRIVED, OPEN, BatchStatus, Broadcast, BroadcastBatch, BroadcastStatus
from bot.services.broadcasts.correcting import follow_up
from bot.services.broadcasts.reserving import release, use


def end_batch(session: Session, batch: BroadcastBatch, status: BatchStatus, now: datetime, reason: str = "") -> None:
    """Nothing more is tried; to be called once, with the batch locked. Who got what is being corrected hears of it."""
    batch.status, batch.reason, batch.ended_at = status, reason, now
    batch.leased_by, batch.leased_until = "", None
    session.add(batch)
    if batch.channel == Channel.LINE and status != BatchStatus.SPLIT:
        use(session, batch.broadcast_id, batch.size)
    if status in ARRIVED:
        follow_up(session, batch, now)


def note_start(session: Session, broadcast_ids: Sequence[int], now: datetime) -> None:
    """The first batch of these leaves, where it has not yet."""
    first = col(Broadcast.id).in_(broadcast_ids) & (col(Broadcast.status) == BroadcastStatus.APPROVED)
    session.execute(update(Broadcast).where(first).values(status=BroadcastStatus.SENDING, started_at=now))


def has_ended(session: Session) -> bool:
    """Whether `end_broadcasts` has something to do."""
    return session.exec(_select_ended().limit(1)).first() is not None


def end_broadcasts(session: Session, now: datetime) -> list[Broadcast]:
    """Those whose last batch has ended. One that waits for its time has batches that wait with it."""
    over = session.exec(_select_ended().with_for_update(of=Broadcast, skip_locked=True)).all()
    for broadcast in over:
        assert broadcast.id is not None
        broadcast.status = BroadcastStatus.SENT if _has_arrived(session, broadcast.id) else BroadcastStatus.FAILED
        broadcast.ended_at = now
        session.add(broadcast)
        release(session, broadcast.id)
    return list(over)


def _select_ended() -> SelectOfScalar[Broadcast]:
    is_waiting = exists().where(
        col(BroadcastBatch.broadcast_id) == col(Broadcast.id), col(BroadcastBatch.status) == BatchStatus.WAITING
    )
    return select(Broadcast).where(col(Broadcast.status).in_(OPEN), ~is_waiting)


def _has_arrived(session: Session, broadcast_id: int) -> bool:
    """Somewhere, or there was nobody for whom it was."""
    own = col(BroadcastBatch.broadcast_id) == broadcast_id
    ended = dict(
        session.exec(select(BroadcastBatch.status, func.count()).where(own).group_by(BroadcastBatch.status)).all()
    )
    return not ended or any(ended.get(status) for status in ARRIVED)
