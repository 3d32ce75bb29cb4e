"""Turns as the log of tracker events keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from bot.messages import InboundKind
from bot.models.conversation import Conversation
from bot.models.tracker_event import TrackerEventRow

Data = Mapping[str, Any]


@dataclass(frozen=True)
class LoggedTurn:
    """One inbound and what came of it. `uttered` is the row that has the citizen's words."""

    conversation_id: int
    inbox_id: int
    uttered: int
    at: datetime
    said: Data  # UserUttered
    events: tuple[tuple[str, Data], ...]  # all of them: name, data

    @property
    def text(self) -> str:
        """What was typed; empty for anything but text, and when it was taken back."""
        return str(self.said["utterance"]) if self.said["kind"] == InboundKind.TEXT else ""

    def find(self, name: str) -> list[Data]:
        """The data of its tracker events of one name."""
        return [data for event, data in self.events if event == name]


def list_turns(session: Session, conversation_id: int, since: datetime) -> list[LoggedTurn]:
    """The conversation's turns from that moment on, oldest first; without what operators said."""
    statement = (
        select(TrackerEventRow)
        .where(
            TrackerEventRow.conversation_id == conversation_id,
            TrackerEventRow.at >= since,
            col(TrackerEventRow.inbox_id).is_not(None),
        )
        .order_by(col(TrackerEventRow.id))
    )
    found = (_make_turn(list(rows)) for _, rows in groupby(session.exec(statement), key=lambda row: row.inbox_id))
    return [turn for turn in found if turn is not None]


def is_still_said(session: Session, conversation_id: int, uttered: int) -> bool:
    """Whether the words are still there, neither deleted nor taken back; they stay so until the transaction ends."""
    statement = select(Conversation.id).where(Conversation.id == conversation_id).with_for_update()
    if session.exec(statement).first() is None:
        return False
    row = session.get(TrackerEventRow, uttered)
    return row is not None and bool(row.data["utterance"])


def _make_turn(rows: list[TrackerEventRow]) -> LoggedTurn | None:
    uttered = next((row for row in rows if row.name == "user_uttered"), None)
    if uttered is None or uttered.id is None or uttered.inbox_id is None:
        return None
    events = tuple((row.name, row.data) for row in rows)
    return LoggedTurn(uttered.conversation_id, uttered.inbox_id, uttered.id, uttered.at, uttered.data, events)
