"""The ends of batches, and of broadcasts with their last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, exists, func, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.messages import Channel
from bot.models.broadcasts import (
    ARRIVED,
    OPEN,
    BatchStatus,
    Broadcast,
    BroadcastBatch,
    BroadcastSettling,
    BroadcastStatus,
)
from bot.services.broadcasts.correcting import follow_up
from bot.services.broadcasts.reserving import release, use


class Endings:
    """Batches that end in one transaction, each of them locked. `write` is called at its end."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session, self._now = session, now
        self._freed: Counter[int] = Counter()  # pushes that were kept, by broadcast
        self._arrived: dict[int, list[int]] = {}  # batches by broadcast

    def end(self, batch: BroadcastBatch, status: BatchStatus, reason: str = "") -> None:
        """Nothing more of it is tried."""
        batch.status, batch.reason, batch.ended_at = status, reason, self._now
        batch.leased_by, batch.leased_until = "", None
        self._session.add(batch)
        if batch.channel == Channel.LINE and status != BatchStatus.SPLIT:
            self._freed[batch.broadcast_id] += batch.size
        if status in ARRIVED and batch.id is not None:
            self._arrived.setdefault(batch.broadcast_id, []).append(batch.id)

    def write(self) -> None:
        """What was kept of the quota is free; who got what is being corrected gets the correction."""
        for broadcast_id, pushes in sorted(self._freed.items()):
            use(self._session, broadcast_id, pushes)
        for broadcast_id in _lock_corrected(self._session, self._arrived):
            follow_up(self._session, broadcast_id, self._arrived[broadcast_id], self._now)


def _lock_corrected(session: Session, broadcast_ids: Collection[int]) -> list[int]:
    """Those that are being corrected. The lock lets a correction that begins now wait for what has just arrived."""
    if not broadcast_ids:
        return []
    session.flush()
    own = col(Broadcast.id).in_(broadcast_ids)
    session.exec(select(Broadcast.id).where(own).order_by(col(Broadcast.id)).with_for_update(read=True)).all()
    corrected = select(Broadcast.corrects_id).where(col(Broadcast.corrects_id).in_(broadcast_ids)).distinct()
    return sorted(one for one in session.exec(corrected) if one is not None)


def note_start(session: Session, broadcast_ids: Sequence[int], now: datetime) -> None:
    """The first batch of these leaves, where it has not yet."""
    if not broadcast_ids:
        return
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
    is_settled = col(Broadcast.frozen_at).is_not(None)  # one that is repeated is so when its time comes
    is_being_settled = exists().where(col(BroadcastSettling.broadcast_id) == col(Broadcast.id))
    return select(Broadcast).where(col(Broadcast.status).in_(OPEN), is_settled, ~is_being_settled, ~is_waiting)


def _has_arrived(session: Session, broadcast_id: int) -> bool:
    """Somewhere, or there was nobody for whom it was."""
    own = col(BroadcastBatch.broadcast_id) == broadcast_id
    ended = dict(
        session.exec(select(BroadcastBatch.status, func.count()).where(own).group_by(BroadcastBatch.status)).all()
    )
    return not ended or any(ended.get(status) for status in ARRIVED)
