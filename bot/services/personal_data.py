"""What we hold about a citizen: shown, taken along, deleted.

Every table that has a `conversation_id` holds a citizen's data, so a new city service is covered without being named
here. A column called `utterance` holds the citizen's own words and is emptied when they take a message back.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlmodel import Session, SQLModel, col

from bot.messages import InboundKind
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow
from bot.models.tracker_event import TrackerEventRow
from bot.services.reservations.leaving import leave_all

MOST_FORGOTTEN = 20  # messages that are looked through for what must not stay
OPERATIONAL = (
    "leased_by",
    "leased_until",
    "address_fingerprint",
    "phone_fingerprint",
    "account_fingerprint",
    "token_fingerprint",
    "nonce_fingerprint",
    "subject_fingerprint",
    "retry_key",
    "reply_token",
    "decided_by",
    "key",
)


def list_tables() -> list[Table]:
    """The tables that hold citizens' data, the conversation itself not among them."""
    return [table for table in SQLModel.metadata.sorted_tables if "conversation_id" in table.columns]


def count_rows(session: Session, conversation_id: int) -> dict[str, int]:
    """How many rows each table holds of this citizen; only tables that hold any."""
    counts = {table.name: len(_list_rows(session, table, conversation_id)) for table in list_tables()}
    return {name: count for name, count in counts.items() if count}


def export(session: Session, conversation_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything we hold, readable, by table; times in ISO 8601, photos in base64."""
    tables = {table.name: _list_rows(session, table, conversation_id) for table in list_tables()}
    conversation = SQLModel.metadata.tables["conversation"]
    own = session.execute(select(conversation).where(conversation.c.id == conversation_id)).mappings()
    tables["conversation"] = [_readable(row) for row in own]
    return {name: rows for name, rows in tables.items() if rows}


def erase(session: Session, conversation_id: int, keep_inbox_id: int, now: datetime) -> None:
    """Delete everything but the row being worked on; the conversation itself goes a little later (see `purge`).

    Places that they had are free again.
    """
    leave_all(session, conversation_id, now)
    for table in reversed(list_tables()):
        condition = table.c.conversation_id == conversation_id
        if table.name == InboxRow.__tablename__:
            condition &= table.c.id != keep_inbox_id
        session.execute(delete(table).where(condition))
    conversation = session.get(Conversation, conversation_id)
    if conversation is not None:
        conversation.erased_at = now
        conversation.session_from = 0


def forget_message(session: Session, conversation_id: int, message_id: str) -> None:
    """The citizen took a message back: its words disappear everywhere."""
    same = (col(InboxRow.conversation_id) == conversation_id) & (col(InboxRow.message_id) == message_id)
    for row in session.scalars(select(InboxRow).where(same)).all():
        _empty(session, row)


def forget_since(
    session: Session,
    conversation_id: int,
    since: float,
    instead: str,
    kinds: Collection[str] = (InboundKind.TEXT,),
) -> None:
    """What the citizen said since then (the second since 1970), in one of these ways, must not stay here; `instead` is
    shown in its place."""
    said = (
        select(TrackerEventRow)
        .where(col(TrackerEventRow.conversation_id) == conversation_id, col(TrackerEventRow.name) == "user_uttered")
        .order_by(col(TrackerEventRow.id).desc())
        .limit(MOST_FORGOTTEN)
    )
    for event in session.scalars(said).all():
        if event.data.get("at", 0) < since or event.data.get("kind") not in kinds:
            continue
        if (row := session.get(InboxRow, event.inbox_id)) is not None:
            _empty(session, row)
        event.data = {**event.data, "utterance": "", "instead": instead}


def _empty(session: Session, row: InboxRow) -> None:
    words = row.inbound.get("text", "")
    row.inbound = {**row.inbound, "text": "", "location": None, "postback": "", "params": {}}
    for event in session.scalars(select(TrackerEventRow).where(col(TrackerEventRow.inbox_id) == row.id)):
        event.data = _without_words(event.data, words)
    for table in list_tables():
        if "utterance" in table.columns and "inbox_id" in table.columns:
            session.execute(update(table).where(table.c.inbox_id == row.id).values(utterance=""))


def _without_words(data: dict[str, Any], words: str) -> dict[str, Any]:
    """A tracker event's data without the citizen's own words, whether as the utterance or as a slot's value.

    A wish that was noted in the message waits no more; that one ended stays so.
    """
    if "wish" in data and "among" in data:
        return {**data, "wish": "", "slots": {}, "among": {}}
    emptied = {**data, "utterance": ""} if "utterance" in data else data
    value = data.get("value")
    return {**emptied, "value": ""} if isinstance(value, str) and value and value in words else emptied


def _list_rows(session: Session, table: Table, conversation_id: int) -> list[dict[str, Any]]:
    rows = session.execute(select(table).where(table.c.conversation_id == conversation_id).order_by(table.c.id))
    return [_readable(row) for row in rows.mappings()]


def _readable(row: Any) -> dict[str, Any]:
    return {name: _write(value) for name, value in row.items() if name not in OPERATIONAL}


def _write(value: Any) -> Any:
    if isinstance(value, bytes):  # a photo
        return base64.b64encode(value).decode("ascii")
    return value.isoformat() if isinstance(value, datetime) else value
