"""Conversations that wait for a person or are with one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Integer, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class RequestState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"


class OperatorRequest(SQLModel, table=True):
    """A citizen asked for a person. At most one of a conversation is open, which the database sees to."""

    __tablename__ = "operator_request"
    __table_args__ = (
        Index(
            "ix_operator_request_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("state != 'done'"),
            postgresql_where=text("state != 'done'"),
        ),
        Index("ix_operator_request_order", "state", "requested_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    reason: str = ""  # "asked" in opening hours, "queued" outside of them, "form" and "emergency" at any time
    state: str = RequestState.WAITING
    requested_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    claimed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    done_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    done_by: str = ""  # "citizen" or the operator's id
