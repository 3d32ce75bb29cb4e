"""What an answer rests on, and what staff have to look at."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class EvidenceStatus(StrEnum):
    AUTOMATIC = "automatic"
    CONFIRMED = "confirmed"  # staff said that the answer rests on it
    REJECTED = "rejected"  # kept, so that it is not linked again


class TaskKind(StrEnum):
    WORDING_CHANGED = "wording_changed"  # the page says it in other words; the answer is served with a note
    FACTS_CHANGED = "facts_changed"  # another fee, date … stands where one stood
    MOVED = "moved"  # the passage is on another page now
    PASSAGE_GONE = "passage_gone"
    PAGE_GONE = "page_gone"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    CONTRADICTION = "contradiction"  # two answers to one question, with different facts
    DUPLICATE = "duplicate"


class CloseReason(StrEnum):
    SAME_AGAIN = "same_again"  # the page says again what it said
    ANSWER_CHANGED = "answer_changed"
    RESOLVED = "resolved"  # what it was about is no longer so: a new date, an entry taken back
    CONFIRMED = "confirmed"  # staff: the answer is true
    DISMISSED = "dismissed"  # staff: nothing has to be done; not asked again until it changes


class KnowledgeEvidence(SQLModel, table=True):
    """A passage of a page as it was when the answer was linked to it, or when staff last said that it is true."""

    __tablename__ = "knowledge_evidence"
    __table_args__ = (UniqueConstraint("entry_id", "page_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(
        sa_column=Column(Integer, ForeignKey("knowledge_entry.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    answer_hash: str  # of the question, answer and address it was linked for
    page_id: str = Field(index=True)  # the page's external_id
    url: str = ""
    position: int
    heading: str = Field(default="", sa_column=Column(Text, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    content_hash: str  # the passage's: equal as long as nothing has changed
    neighbours: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    similarity: float
    status: str = EvidenceStatus.AUTOMATIC
    linked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class KnowledgeTask(SQLModel, table=True):
    """Something about an answer that only staff can decide; open while `closed_at` is empty."""

    __tablename__ = "knowledge_task"
    __table_args__ = (
        Index(
            "uq_knowledge_task_open",
            "entry_id",
            "subject",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(
        sa_column=Column(Integer, ForeignKey("knowledge_entry.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    subject: str  # what it is about: `page-1f0c3a9be2#3`, `expiry`, `faq:` and another FAQ's id
    kind: str
    department: str = Field(default="", index=True)
    before: str = Field(default="", sa_column=Column(Text, nullable=False))  # the passage as it was; this answer
    after: str = Field(default="", sa_column=Column(Text, nullable=False))  # the passage now; the other answer
    url: str = ""  # where `after` stands
    difference: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    facts: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    mark: str = ""  # a hash of kind, before and after: what staff have dismissed is not opened again
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True, index=True))
    reason: str = ""
