"""Who has asked for quiet hours gets what is not urgent when they are over: in batches of their own, which wait."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlmodel import Session, col

from bot.clock import TOKYO
from bot.models.broadcasts import Broadcast, BroadcastBatch, BroadcastRecipient
from bot.models.subscriptions import Subscription

MINUTES_OF_DAY = 24 * 60


def defer_quiet(session: Session, broadcast: Broadcast, first: int, free: int, size: int, now: datetime) -> int:
    """How many of the recipients in batches from the number `first` on wait for the end of their quiet hours, in new
    batches of up to `size` from the number `free` on. Called in the transaction that froze them."""
    leaves_at = (broadcast.send_at or now).astimezone(TOKYO)
    waiting: dict[tuple[str, str, int], list[tuple[int, int]]] = defaultdict(list)
    for id, number, channel, language, until in session.execute(_select_quiet(broadcast, first, leaves_at)):
        waiting[channel, language, until].append((id, number))
    left: Counter[int] = Counter()
    for (channel, language, until), people in sorted(waiting.items()):
        for start in range(0, len(people), size):
            some = people[start : start + size]
            _move(session, broadcast, free, channel, language, some, _find_end(leaves_at, until))
            left.update(number for _, number in some)
            free += 1
    _take_out(session, broadcast, left)
    return left.total()


def _select_quiet(broadcast: Broadcast, first: int, leaves_at: datetime) -> Any:
    batch, person = BroadcastBatch, BroadcastRecipient
    of_batch = and_(col(batch.broadcast_id) == col(person.broadcast_id), col(batch.number) == col(person.batch_number))
    return (
        select(
            col(person.id), col(batch.number), col(batch.channel), col(person.language), col(Subscription.quiet_until)
        )
        .select_from(person)
        .join(batch, of_batch)
        .join(Subscription, col(Subscription.conversation_id) == col(person.conversation_id))
        .where(col(person.broadcast_id) == broadcast.id, col(person.batch_number) >= first)
        .where(_is_quiet(leaves_at.hour * 60 + leaves_at.minute))
        .order_by(col(person.id))
    )


def _is_quiet(minute: int) -> ColumnElement[bool]:
    """From one to before the other, maybe over midnight."""
    start, end = col(Subscription.quiet_from), col(Subscription.quiet_until)
    return or_(
        and_(start < end, start <= minute, end > minute),
        and_(start > end, or_(start <= minute, end > minute)),
    )


def _find_end(leaves_at: datetime, until: int) -> datetime:
    midnight = leaves_at.replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + timedelta(minutes=until)
    return end if end > leaves_at else end + timedelta(minutes=MINUTES_OF_DAY)


def _move(
    session: Session,
    broadcast: Broadcast,
    number: int,
    channel: str,
    language: str,
    people: Sequence[tuple[int, int]],
    not_before: datetime,
) -> None:
    row: dict[str, Any] = {
        "broadcast_id": broadcast.id,
        "number": number,
        "channel": channel,
        "language": language,
        "size": len(people),
        "retry_key": str(uuid.uuid4()),
        "not_before": not_before,
        "request_ids": [],
    }
    session.execute(insert(BroadcastBatch), [row])
    ids = [id for id, _ in people]
    session.execute(update(BroadcastRecipient).where(col(BroadcastRecipient.id).in_(ids)).values(batch_number=number))


def _take_out(session: Session, broadcast: Broadcast, left: Counter[int]) -> None:
    """Batches are smaller by those, and one that is empty is none."""
    for number, count in left.items():
        own = (col(BroadcastBatch.broadcast_id) == broadcast.id) & (col(BroadcastBatch.number) == number)
        session.execute(update(BroadcastBatch).where(own).values(size=col(BroadcastBatch.size) - count))
    empty = (col(BroadcastBatch.broadcast_id) == broadcast.id) & (col(BroadcastBatch.size) == 0)
    session.execute(delete(BroadcastBatch).where(empty))
