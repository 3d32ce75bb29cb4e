"""Batches that are due are leased, the urgent ones first; their try is counted before the request."""

from __future__ import annotations

import logging
import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, text
from sqlmodel import Session, col, select

from bot.broadcasting.pace import take_turns
from bot.messages import Channel
from bot.models.broadcasts import OPEN, BatchStatus, Broadcast, BroadcastBatch
from bot.services.broadcasts.batches import Endings

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=40)  # longer than a request may take, with its wait for its turn
KEY_LIFE = timedelta(hours=23)  # LINE: a retry key is known for 24 hours, after which the same would arrive again


@dataclass(frozen=True)
class Claim:
    """A batch that is ours until its lease ends. `was_uncertain`: a try before this one may have been accepted."""

    batch_id: int
    broadcast_id: int
    number: int
    language: str
    retry_key: str
    lease: str
    first_try_at: datetime
    tries: int  # with this one
    was_uncertain: bool


def has_work(session: Session, now: datetime, channel: str) -> bool:
    """Whether any batch is due."""
    return bool(list_due(session, channel, 1, now, is_locking=False))


def claim_batches(session: Session, wanted: int, now: datetime) -> list[Claim]:
    """Lease as many as are wanted and may leave soon. What can't leave any more is ended."""
    found, endings = list_due(session, Channel.LINE, wanted, now), Endings(session, now)
    going = list_going(session, {batch.broadcast_id for batch in found})
    due = [batch for batch in found if _may_leave(batch, endings, now, is_going=batch.broadcast_id in going)]
    endings.write()
    given = take_turns(session, len(due), now.timestamp()) if due else 0
    return [_lease(batch, now) for batch in due[:given]]


def list_due(
    session: Session, channel: str, wanted: int, now: datetime, *, is_locking: bool = True
) -> Sequence[BroadcastBatch]:
    """Batches that nobody has and that may be tried, first those of urgent broadcasts, then the oldest."""
    statement = (
        select(BroadcastBatch)
        .where(
            text("broadcast_batch.status = 'waiting'"),  # a literal, so that both databases use the partial index
            col(BroadcastBatch.channel) == channel,
            or_(col(BroadcastBatch.leased_until).is_(None), col(BroadcastBatch.leased_until) < now),
            or_(col(BroadcastBatch.not_before).is_(None), col(BroadcastBatch.not_before) <= now),
        )
        .order_by(col(BroadcastBatch.rank), col(BroadcastBatch.id))
        .limit(wanted)
    )
    return session.exec(statement.with_for_update(skip_locked=True) if is_locking else statement).all()


def list_going(session: Session, broadcast_ids: Collection[int]) -> set[int]:
    """Those among them that may leave: nobody has stopped them."""
    open_ones = select(Broadcast.id).where(col(Broadcast.id).in_(broadcast_ids), col(Broadcast.status).in_(OPEN))
    return {one for one in session.exec(open_ones) if one is not None} if broadcast_ids else set()


def _may_leave(batch: BroadcastBatch, endings: Endings, now: datetime, *, is_going: bool) -> bool:
    if not is_going:
        endings.end(batch, BatchStatus.UNKNOWN if batch.is_uncertain else BatchStatus.STOPPED, "stopped")
        return False
    if batch.first_try_at is None or now - batch.first_try_at < KEY_LIFE:
        return True
    if batch.is_uncertain:  # tried again, it might arrive twice
        log.error("broadcast %s: batch %s may not have arrived: no answer for a day", batch.broadcast_id, batch.id)
        endings.end(batch, BatchStatus.UNKNOWN, "no_answer")
        return False
    batch.retry_key, batch.first_try_at = str(uuid.uuid4()), None
    return True


def _lease(batch: BroadcastBatch, now: datetime) -> Claim:
    was_uncertain = batch.is_uncertain
    batch.tries, batch.first_try_at = batch.tries + 1, batch.first_try_at or now
    batch.is_uncertain = True  # until the answer says otherwise: we may be killed before it comes
    batch.leased_by, batch.leased_until = secrets.token_hex(8), now + LEASE
    assert batch.id is not None
    return Claim(
        batch.id,
        batch.broadcast_id,
        batch.number,
        batch.language,
        batch.retry_key,
        batch.leased_by,
        batch.first_try_at,
        batch.tries,
        was_uncertain,
    )
