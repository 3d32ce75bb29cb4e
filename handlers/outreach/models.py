"""Groups' requests for a lecture where they meet. Who they are is in the form that was sent, encrypted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

import bot.models.conversation
import bot.models.forms  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class RequestState(StrEnum):
    REQUESTED = "requested"
    ASKED = "asked"  # staff wait for the group's reply
    AGREED = "agreed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


OPEN = (RequestState.REQUESTED, RequestState.ASKED)
LIVING = (*OPEN, RequestState.AGREED)


class OutreachRequest(SQLModel, table=True):
    """One request. `number` is what the group and staff call it."""

    __tablename__ = "outreach_request"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="it_has_length"),
        Index("ix_outreach_request_state", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    entry_id: int | None = Field(  # the form that was sent
        default=None, sa_column=Column(Integer, ForeignKey("form_entry.id", ondelete="SET NULL"), unique=True)
    )
    reply_id: int | None = Field(  # the last reply to what staff asked
        default=None, sa_column=Column(Integer, ForeignKey("form_entry.id", ondelete="SET NULL"))
    )
    topic: str
    state: str = RequestState.REQUESTED
    language: str
    lecturer: str = ""
    place: str = Field(default="", sa_column=Column(EncryptedText, nullable=False))
    starts_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    ends_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    said: str = Field(default="", sa_column=Column(EncryptedText, nullable=False))  # staff's question, or their reason
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
