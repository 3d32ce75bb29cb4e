"""The web page shows what was written to its citizens: a row and a tracker event each, in the batch's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from bot.bell import Bell
from bot.broadcasting.claiming import has_work, list_due, list_going
from bot.broadcasting.ending import end_all
from bot.channels.web.counter import conversation_topic
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.tracker import BotUttered
from bot.messages import Channel
from bot.models.broadcasts import BatchStatus, Broadcast, BroadcastBatch, BroadcastRecipient
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow
from bot.models.tracker_event import TrackerEventRow
from bot.services.broadcasts.batches import Endings, note_start
from bot.services.broadcasts.counting import name_in_ledger
from bot.services.broadcasts.saying import Sayer
from bot.services.outgoing import make_row
from bot.texts import Texts

AT_ONCE = 1  # batches in a transaction


class WebShower:
    """What the web page shows. `step` is called by one thread."""

    def __init__(
        self,
        database: Database,
        texts: Texts,
        bell: Bell,
        clock: Callable[[], datetime] = utc_now,
        public_url: str = "",
    ) -> None:
        self._database, self._sayer, self._bell, self._clock = database, Sayer(texts, public_url), bell, clock

    def step(self) -> bool:
        """Show one batch; False when there was none."""
        now = self._clock()
        with self._database.read() as session:
            if not has_work(session, now, Channel.WEB):
                return end_all(self._database, now)
        with self._database.write() as session:
            shown = show_batches(session, self._sayer, now)
        for conversation_id in shown:
            self._bell.ring(conversation_topic(conversation_id))
        return True


def show_batches(session: Session, sayer: Sayer, now: datetime) -> list[int]:
    """The conversations in which something new stands."""
    shown: list[int] = []
    found, endings = list_due(session, Channel.WEB, AT_ONCE, now), Endings(session, now)
    going = list_going(session, {batch.broadcast_id for batch in found})
    for batch in found:
        if batch.broadcast_id not in going:
            endings.end(batch, BatchStatus.STOPPED, "stopped")
            continue
        readers = _list_readers(session, batch)
        _write(session, batch, readers, sayer, now)
        batch.reached = len(readers)
        endings.end(batch, BatchStatus.SENT)
        note_start(session, (batch.broadcast_id,), now)
        shown += readers
    endings.write()
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


def _write(session: Session, batch: BroadcastBatch, readers: list[int], sayer: Sayer, now: datetime) -> None:
    broadcast = session.get_one(Broadcast, batch.broadcast_id)
    messages, service = sayer.say(session, broadcast, batch.language), name_in_ledger(broadcast.kind)
    rows = [make_row(reader, Channel.WEB, messages, service, now) for reader in readers]
    session.add_all(rows)
    session.flush()
    session.add_all(note_shown(row, now) for row in rows)


def note_shown(row: OutboxRow, now: datetime) -> TrackerEventRow:
    """By which the web page shows an outbound row."""
    said = {"outbox_id": row.id}
    return TrackerEventRow(conversation_id=row.conversation_id, name=BotUttered.name, data=said, at=now)
