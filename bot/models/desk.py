"""The chat desk: conversations that wait for a person or are with one, and what staff need to answer them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, false, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class RequestState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"


class NoteKind(StrEnum):
    NOTE = "note"
    TRANSFER = "transfer"  # why the conversation went to another department
    RELEASE = "release"  # why an operator gave it back to the queue
    CLOSED = "closed"  # why an answer of the bot was not sent


def _of_conversation() -> Column[int]:
    return Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)


def _by_member(**options: Any) -> Column[int]:
    return Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"), **options)


class OperatorRequest(SQLModel, table=True):
    """A citizen asked for a person. At most one of a conversation is open, which the database sees to.

    While it is claimed, `operator_id` alone may write to the citizen.
    """

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
    conversation_id: int = Field(sa_column=_of_conversation())
    reason: str = (
        ""  # "asked" in opening hours, "queued" outside of them, "form", "approval" and "emergency" at any time
    )
    department: str = ""  # whose queue it stands in; empty: whoever answers for the whole city
    # The citizen spoke of a disaster: it comes forward while disaster mode is on.
    is_disaster: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    state: str = RequestState.WAITING
    operator_id: int | None = Field(default=None, sa_column=_by_member(index=True))
    requested_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    promised_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # the citizen was told
    apologised_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # the promise was not kept
    claimed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # a person's first words
    acted_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # the operator's last act
    seen_entry_id: int = 0  # the last thing said that an operator has seen
    done_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    done_by: str = ""  # "citizen" or the operator's id


class DeskNote(SQLModel, table=True):
    """What staff write for each other beside a conversation. The citizen may ask to see it."""

    __tablename__ = "desk_note"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(sa_column=_of_conversation())
    kind: str = NoteKind.NOTE
    words: str = Field(sa_column=Column(EncryptedText, nullable=False))
    staff_id: int | None = Field(default=None, sa_column=_by_member())
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class CannedAnswer(SQLModel, table=True):
    """Words that operators say often, by language; `{name}` and the like are filled in when it is taken."""

    __tablename__ = "canned_answer"

    id: int | None = Field(default=None, primary_key=True)
    department: str = ""  # empty: every department's
    title: str
    words: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    is_active: bool = True
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_by: int | None = Field(default=None, sa_column=_by_member())
