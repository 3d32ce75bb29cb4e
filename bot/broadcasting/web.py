"""The web page shows what was written to its citizens: a row and a tracker event each, in the batch's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot.broadcasting.claiming import is_going, list_due
from bot.dialogue.tracker import BotUttered
from bot.messages import Channel
from bot.models.broadcasts import BatchStatus, Broadcast, BroadcastBatch, BroadcastRecipient
from bot.models.conversation import Conversation
from bot.models.tracker_event import TrackerEventRow
from bot.services.broadcasts.batches import end_batch, note_start
from bot.services.broadcasts.counting import name_in_ledger
from bot.services.broadcasts.saying import say
from bot.services.outgoing import make_row
from bot.texts import Texts

AT_ONCE = 1  # batches in a transaction


def show_batches(session: Session, texts: Texts, now: datetime) -> list[int]:
    """The conversations in which something new stands."""
    shown: list[int] = []
    for batch in list_due(session, Channel.WEB, AT_ONCE, now):
        if not is_going(session, batch.broadcast_id):
            end_batch(session, batch, BatchStatus.STOPPED, now, "stopped")
            continue
        readers = _list_readers(session, batch)
        _write(session, batch, readers, texts, now)
        batch.reached = len(readers)
        end_batch(session, batch, BatchStatus.SENT, now)
        note_start(session, (batch.broadcast_id,), now)
        shown += readers
    return shown


def _list_readers(session: Session, batch: BroadcastBatch) -> list[int]:
    statement = (
        select(Conversation.id)
        .join(BroadcastRecipient, col(BroadcastRecipient.conversation_id) == col(Conversation.id))
        .where(
            col(BroadcastRecipient.broadcast_id) == batch.broadcast_id,
            col(BroadcastRecipient.batch_number) == batch.number,
            col(Conversation.erased_at).is_(None),
        )
        .order_by(col(Conversation.id))
    )
    return [one for one in session.exec(statement) if one is not None]


def _write(session: Session, batch: BroadcastBatch, readers: list[int], texts: Texts, now: datetime) -> None:
    broadcast = session.get_one(Broadcast, batch.broadcast_id)
    messages, service = say(broadcast, batch.language, texts), name_in_ledger(broadcast)
    rows = [make_row(reader, Channel.WEB, messages, service, now) for reader in readers]
    session.add_all(rows)
    session.flush()
    for row in rows:
        said = {"outbox_id": row.id}
        event = TrackerEventRow(conversation_id=row.conversation_id, name=BotUttered.name, data=said, at=now)
        session.add(event)
