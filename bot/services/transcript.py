"""Both sides of a conversation in order, for screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.db import Database
from bot.messages import Message, Text, message_from_json
from bot.models.conversation import Conversation
from bot.models.outbox import OutboxRow
from bot.models.tracker_event import TrackerEventRow

SAID = ("user_uttered", "bot_uttered")


@dataclass(frozen=True)
class Entry:
    """One thing said. `id` rises over both sides of the conversation."""

    id: int
    who: str  # "citizen", "bot" or "operator"
    at: datetime
    messages: tuple[Message, ...]
    kind: str = "text"  # of what the citizen sent: a picture has no words
    staff_id: int | None = None  # the operator who said it
    sender: str = ""  # what the citizen sees of an operator: the department
    instead: str = ""  # the text key of what stands in the place of words that are not kept


def find_conversation(database: Database, channel: str, address: str) -> int | None:
    """The id of the conversation with this citizen on this channel."""
    statement = select(Conversation.id).where(
        Conversation.channel == channel,
        Conversation.address_fingerprint == database.vault.fingerprint(f"{channel}:{address}"),
    )
    with database.read() as session:
        return session.exec(statement).first()


def list_entries(
    database: Database, conversation_id: int, after: int = 0, limit: int = 100, *, with_wordless: bool = False
) -> list[Entry]:
    """What was said after entry `after`, oldest first; with `after` 0 the last `limit` entries.

    `with_wordless` also tells of pictures, stickers and files, which have no messages.
    """
    newest_first = after == 0
    statement = (
        select(TrackerEventRow)
        .where(
            TrackerEventRow.conversation_id == conversation_id,
            col(TrackerEventRow.name).in_(SAID),
            col(TrackerEventRow.id) > after,
        )
        .order_by(col(TrackerEventRow.id).desc() if newest_first else col(TrackerEventRow.id))
        .limit(limit)
    )
    with database.read() as session:
        rows = list(session.exec(statement))
        if newest_first:
            rows.reverse()
        outbox = _load_outbox(session, rows)
        entries = [_entry(row, outbox) for row in rows]
    return [entry for entry in entries if entry.messages or entry.instead or (with_wordless and entry.who == "citizen")]


def _load_outbox(session: Session, rows: Sequence[TrackerEventRow]) -> dict[int, OutboxRow]:
    ids = [row.data["outbox_id"] for row in rows if row.name == "bot_uttered"]
    if not ids:
        return {}
    return {row.id: row for row in session.exec(select(OutboxRow).where(col(OutboxRow.id).in_(ids))) if row.id}


def _entry(row: TrackerEventRow, outbox: dict[int, OutboxRow]) -> Entry:
    assert row.id is not None
    if row.name == "user_uttered":
        words = row.data["utterance"]
        kind, instead = row.data.get("kind", "text"), row.data.get("instead", "")
        return Entry(row.id, "citizen", row.at, (Text(words),) if words else (), kind, instead=instead)
    said = outbox.get(row.data["outbox_id"])
    if said is None:
        return Entry(row.id, "bot", row.at, ())
    messages = tuple(message_from_json(message) for message in said.messages)
    return Entry(row.id, said.speaker, row.at, messages, staff_id=said.staff_id, sender=said.sender_name)
