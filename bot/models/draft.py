"""Answers of the bot that wait until a member of staff has looked at them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedJson, EncryptedText


class DraftState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    CLOSED = "closed"  # not sent


class AnswerDraft(SQLModel, table=True):
    """One of them, as the citizen would get it. `utterance` is the question it answers."""

    __tablename__ = "answer_draft"
    __table_args__ = (Index("ix_answer_draft_waiting", "conversation_id", "state"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False)
    )
    inbox_id: int | None = None  # what asked; no foreign key, the row outlives the inbox
    entry_id: str  # of the FAQ or page it comes from
    entry_mark: str  # what that said then (`bot.services.desk.drafts.mark_hit`)
    department: str  # whose staff look at it
    language: str
    utterance: str = Field(sa_column=Column(EncryptedText, nullable=False))
    messages: Any = Field(sa_column=Column(EncryptedJson, nullable=False))  # list of message_to_json
    state: str = DraftState.WAITING
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
