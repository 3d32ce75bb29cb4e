"""Messages to many: what is said, in which portions it leaves, and to whom it was meant when that was settled."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

import bot.models.conversation
import bot.models.staff  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime


class BroadcastKind(StrEnum):
    MESSAGE = "message"
    ALERT = "alert"
    DRILL = "drill"
    SURVEY = "survey"
    SAFETY = "safety"
    CORRECTION = "correction"


class BroadcastStatus(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"  # for a second person
    APPROVED = "approved"  # its recipients are frozen; it leaves at its time
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    FAILED = "failed"  # nobody was reached


class BatchStatus(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # surely not accepted, and trying again can't help
    UNKNOWN = "unknown"  # may have been accepted, and can't be tried again without danger of doubling it
    STOPPED = "stopped"  # never tried
    SPLIT = "split"  # refused for one of its addresses: others carry its recipients


class RecipientStatus(StrEnum):
    PLANNED = "planned"  # what became of it is what became of its batch
    BLOCKED = "blocked"  # blocked us between freezing and sending
    REFUSED = "refused"  # LINE takes no message for this address


ARRIVED = (BatchStatus.SENT, BatchStatus.UNKNOWN)  # who is in them got it, or may have
OPEN = (BroadcastStatus.APPROVED, BroadcastStatus.SENDING)
ENDED = (BroadcastStatus.SENT, BroadcastStatus.STOPPED, BroadcastStatus.FAILED)


def _staff() -> Column[int]:
    return Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"))


def _broadcast(**options: Any) -> Column[int]:
    return Column(Integer, ForeignKey("broadcast.id", ondelete="CASCADE"), nullable=False, **options)


def _moment() -> Column[Any]:
    return Column(UtcDateTime)


class Broadcast(SQLModel, table=True):
    """One message to many. Nothing of it is personal: who gets it is in its recipients."""

    __tablename__ = "broadcast"
    __table_args__ = (
        Index("ix_broadcast_status", "status"),
        {"sqlite_autoincrement": True},  # the audit log names it
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    key: str | None = Field(default=None, sa_column=Column(String, unique=True))  # the same twice is one broadcast
    status: str = BroadcastStatus.DRAFT
    origin: str = ""  # which part of the house it comes from, such as "disaster"
    title: str = ""  # what staff call it
    corrects_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("broadcast.id", ondelete="SET NULL"), index=True)
    )
    content: Any = Field(sa_column=Column(JSON, nullable=False))  # lists of message_to_json by language
    rule: Any = Field(sa_column=Column(JSON, nullable=False))  # whom it is for (bot.services.segments)
    is_urgent: bool = False  # overtakes others, and goes whatever the quota says
    is_drill: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    drafted_by: int | None = Field(default=None, sa_column=_staff())
    submitted_at: datetime | None = Field(default=None, sa_column=_moment())
    approved_by: int | None = Field(default=None, sa_column=_staff())
    frozen_at: datetime | None = Field(default=None, sa_column=_moment())  # when it was settled who gets it
    send_at: datetime | None = Field(default=None, sa_column=_moment())  # None: as soon as it may
    repeat: str = ""  # "", "daily", "weekly" or "monthly"
    started_at: datetime | None = Field(default=None, sa_column=_moment())
    ended_at: datetime | None = Field(default=None, sa_column=_moment())
    stopped_by: int | None = Field(default=None, sa_column=_staff())
    total: int = 0  # recipients


class BroadcastBatch(SQLModel, table=True):
    """Up to 500 recipients on one channel in one language, who get it by one request."""

    __tablename__ = "broadcast_batch"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "number"),
        Index(
            "ix_broadcast_batch_waiting",
            "rank",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(sa_column=_broadcast())
    number: int
    channel: str
    language: str  # of the content
    size: int
    rank: int = 1  # what is urgent has 0, and leaves first
    status: str = BatchStatus.WAITING
    retry_key: str  # from before the first try on
    tries: int = 0  # counted before each request, so that a killed process is seen as "may have been accepted"
    first_try_at: datetime | None = Field(default=None, sa_column=_moment())  # LINE keeps a retry key for a day
    is_uncertain: bool = False  # one of the tries may have been accepted though no answer came
    not_before: datetime | None = Field(default=None, sa_column=_moment())
    leased_by: str = ""
    leased_until: datetime | None = Field(default=None, sa_column=_moment())
    request_ids: Any = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # LINE's x-line-request-id
    reason: str = ""
    reached: int = 0  # recipients in the request that was accepted
    ended_at: datetime | None = Field(default=None, sa_column=_moment())


class BroadcastRecipient(SQLModel, table=True):
    """One citizen of a broadcast, from freezing on. Deleted with the citizen's data."""

    __tablename__ = "broadcast_recipient"
    __table_args__ = (
        UniqueConstraint("conversation_id", "broadcast_id"),
        Index("ix_broadcast_recipient_batch", "broadcast_id", "batch_number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(sa_column=_broadcast())
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False)
    )
    batch_number: int
    language: str
    status: str = RecipientStatus.PLANNED


class BroadcastSettling(SQLModel, table=True):
    """A broadcast of which a part of the recipients is not settled yet: conversations from `next_id` to `last_id`, who
    were there when it began. Gone when all are, or when it is stopped."""

    __tablename__ = "broadcast_settling"

    broadcast_id: int = Field(sa_column=_broadcast(primary_key=True, autoincrement=False))
    next_id: int
    last_id: int


class BroadcastPace(SQLModel, table=True):
    """How far the pace of multicasts is used up, by all processes together; one row."""

    __tablename__ = "broadcast_pace"

    id: int | None = Field(default=None, primary_key=True)
    used_until: float = Field(default=0.0, sa_column=Column(Float, nullable=False))  # in seconds since 1970


class BroadcastLink(SQLModel, table=True):
    """An address in what people wrote, in one language: citizens get one of ours, which counts and leads there.

    It counts presses and knows nobody.
    """

    __tablename__ = "broadcast_link"
    __table_args__ = (UniqueConstraint("broadcast_id", "language", "url"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    broadcast_id: int = Field(sa_column=_broadcast())
    language: str
    url: str
    presses: int = 0


class BroadcastPicture(SQLModel, table=True):
    """A picture that somebody chose from their own files for a message to many. As public as the message."""

    __tablename__ = "broadcast_picture"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # of its address
    content: bytes  # a JPEG of ours
    preview: bytes  # a smaller one
    staff_id: int | None = Field(default=None, sa_column=_staff())
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class StaffConversation(SQLModel, table=True):
    """A member of staff's own conversation, to which they send tests. Found by a word that they write there."""

    __tablename__ = "staff_conversation"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(
        sa_column=Column(Integer, ForeignKey("staff.id", ondelete="CASCADE"), unique=True, nullable=False)
    )
    conversation_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    )
    word: str = ""  # empty once it was found
    word_at: datetime | None = Field(default=None, sa_column=_moment())
