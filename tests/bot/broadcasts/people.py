"""Citizens for broadcasts, and what is told them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.db import Database
from bot.messages import Channel, Text
from bot.models.broadcasts import Broadcast, BroadcastBatch, BroadcastRecipient
from bot.models.conversation import Conversation
from bot.services import broadcasts

NOON = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)  # in Tokyo
EVERYONE = {"everyone": True}
CONTENT = {"ja": [Text("大雨です。")], "en": [Text("Heavy rain.")]}


def line_id(number: int) -> str:
    return f"U{number:032x}"


def join(database: Database, *numbers: int, channel: str = Channel.LINE, language: str = "ja", **more: Any) -> None:
    """Citizens who wrote to us once."""
    with database.write() as session:
        for number in numbers:
            session.add(
                Conversation(
                    channel=channel,
                    address_fingerprint=f"{channel}-{number}",
                    address=line_id(number),
                    language=language,
                    created_at=NOON,
                    **more,
                )
            )


def issue(session: Session, key: str = "storm-1", **more: Any) -> Broadcast:
    values: dict[str, Any] = {"kind": "alert", "content": CONTENT, "rule": EVERYONE, "origin": "tests", "now": NOON}
    return broadcasts.issue(session, **{"key": key, **values, **more})


def list_recipients(session: Session, broadcast: Broadcast) -> list[tuple[str, str]]:
    """(address, language), in the order in which they joined."""
    statement = (
        select(Conversation.address, BroadcastRecipient.language)
        .join(BroadcastRecipient, col(BroadcastRecipient.conversation_id) == col(Conversation.id))
        .where(col(BroadcastRecipient.broadcast_id) == broadcast.id)
        .order_by(col(Conversation.id))
    )
    return [(address, language) for address, language in session.exec(statement)]


def list_batches(session: Session, broadcast: Broadcast) -> Sequence[BroadcastBatch]:
    own = col(BroadcastBatch.broadcast_id) == broadcast.id
    return session.exec(select(BroadcastBatch).where(own).order_by(col(BroadcastBatch.number))).all()
