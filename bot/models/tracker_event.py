"""Conversation state as a log of tracker events, never changed in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedJson


class TrackerEventRow(SQLModel, table=True):
    """One tracker event; `id` rises, so the order of a conversation is the order of its ids."""

    __tablename__ = "tracker_event"
    __table_args__ = (
        Index("ix_tracker_event_order", "conversation_id", "id"),
        Index(
            "ix_tracker_event_missed",
            "at",
            "conversation_id",
            sqlite_where=text("name = 'missed'"),
            postgresql_where=text("name = 'missed'"),
        ),
        # SQLite would give the ids of deleted rows again, and who waits for what comes after an id would miss it.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False)
    )
    inbox_id: int | None = None  # the webhook event that caused it; no foreign key, the log outlives the inbox
    name: str
    data: Any = Field(sa_column=Column(EncryptedJson, nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
