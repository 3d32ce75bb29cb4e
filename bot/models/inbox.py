"""Accepted inbound webhook events, each a row before it is answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedJson


class InboxStatus(StrEnum):
    ACCEPTED = "accepted"
    DONE = "done"
    IGNORED = "ignored"  # stored, and rightly left unanswered
    FAILED = "failed"  # given up after its attempts; the citizen was told


class InboxRow(SQLModel, table=True):
    """One webhook event. Unique on channel and event id, so a redelivery changes nothing."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "event_id"),
        Index(
            "ix_inbox_waiting",
            "occurred_at",
            "id",
            sqlite_where=text("status = 'accepted'"),
            postgresql_where=text("status = 'accepted'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    event_id: str
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    kind: str
    message_id: str = ""
    inbound: Any = Field(sa_column=Column(EncryptedJson, nullable=False))  # Inbound.to_json()
    status: str = InboxStatus.ACCEPTED
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # after a failed attempt
    occurred_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    engine: str = ""  # which engine of understanding answered
