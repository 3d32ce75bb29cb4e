"""Stored outbound messages, written in the transaction of the turn that says them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedJson


class OutboxStatus(StrEnum):
    CREATED = "created"
    HELD = "held"  # it needs a push, for which the quota leaves no room: it goes with the next message to the citizen
    CARRIED = "carried"  # was held, and went into a later row
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"  # nobody is there any more: blocked, or deleted


class OutboxRow(SQLModel, table=True):
    """What one turn says: up to five messages that travel together, with a stable retry key."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "conversation_id",
            "id",
            sqlite_where=text("status = 'created'"),
            postgresql_where=text("status = 'created'"),
        ),
        Index(
            "ix_outbox_held",
            "conversation_id",
            "id",
            sqlite_where=text("status = 'held'"),
            postgresql_where=text("status = 'held'"),
        ),
        Index("ix_outbox_order", "conversation_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False)
    )
    inbox_id: int | None = None  # what it answers
    channel: str
    speaker: str = "bot"  # "bot" or "operator"
    staff_id: int | None = Field(  # the operator
        default=None, sa_column=Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"))
    )
    sender_name: str = ""  # under which LINE shows it, when it is not the city's own
    service: str = ""  # the handler that says it
    must_arrive: bool = False  # pushed also when little of the quota is left
    messages: Any = Field(sa_column=Column(EncryptedJson, nullable=False))  # list of message_to_json
    status: str = OutboxStatus.CREATED
    reply_token: str = ""
    token_occurred_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    is_redelivered: bool = False
    retry_key: str = ""
    reply_attempts: int = 0  # counted before each try, so a killed process is seen as "may have been accepted"
    push_attempts: int = 0
    is_reply_uncertain: bool = False  # a reply may have been accepted though no answer came
    not_before: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    leased_by: str = ""
    leased_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    request_id: str = ""  # LINE's x-line-request-id
    method: str = ""  # how it went: "reply", "push", "shown"
    reason: str = ""  # why it failed, was held or was dropped
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
