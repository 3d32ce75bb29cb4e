"""A correction goes to exactly those who got what was wrong, or may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, col
from sqlmodel import select as find

from bot.db import insert_if_new, joining_whole_tables
from bot.messages import Message
from bot.models.broadcasts import (
    ARRIVED,
    Broadcast,
    BroadcastBatch,
    BroadcastKind,
    BroadcastRecipient,
    BroadcastStatus,
    RecipientStatus,
)
from bot.services.broadcasts.content import write_content
from bot.services.broadcasts.freezing import freeze
from bot.services.broadcasts.reserving import use
from bot.services.broadcasts.stopping import stop


def correct(
    session: Session,
    broadcast: Broadcast,
    content: Mapping[str, Sequence[Message]],
    key: str,
    now: datetime,
    by: int | None = None,
) -> Broadcast:
    """Stop what has not left, and tell the others at once. The same `key` again gives the first correction.

    Requests that are under way get their correction when it is known what became of them.
    """
    assert broadcast.id is not None
    values = {
        "kind": BroadcastKind.CORRECTION,
        "key": key,
        "status": BroadcastStatus.APPROVED,
        "origin": broadcast.origin,
        "title": broadcast.title,
        "corrects_id": broadcast.id,
        "content": write_content(content),
        "rule": {"recipients_of": broadcast.id},
        "is_urgent": True,
        "is_drill": broadcast.is_drill,
        "created_at": now,
        "drafted_by": by,
        "send_at": now,
        "repeat": "",
        "total": 0,
    }
    new_id = insert_if_new(session, Broadcast, values)
    if new_id is None:
        return session.exec(find(Broadcast).where(col(Broadcast.key) == key)).one()
    stop(session, broadcast.id, by, now)
    correction = session.get_one(Broadcast, new_id)
    reached = _select_reached(broadcast.id, col(BroadcastBatch.status).in_(ARRIVED))
    with joining_whole_tables(session):
        freeze(session, correction, reached, now)
    return correction


def follow_up(session: Session, broadcast_id: int, batch_ids: Sequence[int], now: datetime) -> None:
    """Batches of a broadcast that is being corrected have arrived after all: their people get the correction, too."""
    own = col(Broadcast.corrects_id) == broadcast_id
    for correction_id in session.exec(find(Broadcast.id).where(own).order_by(col(Broadcast.id))).all():
        use(session, correction_id or 0, 0)  # locked before the broadcast, as the sender does
    for correction in session.exec(find(Broadcast).where(own).order_by(col(Broadcast.id)).with_for_update()).all():
        freeze(session, correction, _select_reached(broadcast_id, col(BroadcastBatch.id).in_(batch_ids)), now)
        if correction.status in (BroadcastStatus.SENT, BroadcastStatus.FAILED):
            correction.status, correction.ended_at = BroadcastStatus.SENDING, None
            session.add(correction)


def _select_reached(broadcast_id: int, which: ColumnElement[bool]) -> Select[Any]:
    reached: Select[Any] = (
        select(col(BroadcastRecipient.conversation_id))
        .join(
            BroadcastBatch,
            (col(BroadcastBatch.broadcast_id) == col(BroadcastRecipient.broadcast_id))
            & (col(BroadcastBatch.number) == col(BroadcastRecipient.batch_number)),
        )
        .where(
            col(BroadcastRecipient.broadcast_id) == broadcast_id,
            col(BroadcastRecipient.status) == RecipientStatus.PLANNED,
            which,
        )
    )
    return reached
