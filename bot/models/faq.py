"""FAQ that the city owns: entries, their versions, what became of each, and what must not change."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class FaqState(StrEnum):
    """Of a version; in the order in which it goes through them."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """How a version came to be."""

    EDITED = "edited"
    IMPORTED = "imported"  # from a file by staff
    ADOPTED = "adopted"  # found in the knowledge, where a command put it
    RESTORED = "restored"  # an earlier version again
    HANDED_OVER = "handed_over"  # to another department


class TrialState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def _entry(**options: Any) -> Column[int]:
    return Column(Integer, ForeignKey("faq_entry.id", ondelete="CASCADE"), nullable=False, **options)


def _member() -> Column[int]:
    return Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"), nullable=True)


class FaqEntry(SQLModel, table=True):
    """One FAQ in all its languages. What is listed and looked for is the newest version's; `live` is the number of the
    one that citizens are served, `version` of the newest, by which two editors know of each other."""

    __tablename__ = "faq_entry"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    external_id: str = Field(unique=True)  # "residents-001": in the knowledge, in files and in addresses
    department: str = Field(default="", index=True)
    state: str = Field(index=True)  # FaqState of the newest version
    version: int
    live: int | None = None
    served: str = ""  # a hash of what the knowledge has of it, to see when something else wrote there
    source: str = ""  # the file it came from
    question: str = Field(sa_column=Column(Text, nullable=False))
    category: str = Field(default="", index=True)
    languages: str = ""  # " ja en ": those it is written in
    looked_for: str = Field(sa_column=Column(Text, nullable=False))  # every word of it, folded
    review_on: date | None = Field(default=None, index=True)
    valid_from: date | None = None
    valid_until: date | None = None
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_by: str = ""


class FaqVersion(SQLModel, table=True):
    """What was written once; never changed again."""

    __tablename__ = "faq_version"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(sa_column=_entry())
    number: int
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # `FaqContent`
    origin: str
    note: str = ""  # the author's words on what changed
    author_id: int | None = Field(default=None, sa_column=_member())
    author: str = ""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class FaqStep(SQLModel, table=True):
    """A version came into a state; never changed again."""

    __tablename__ = "faq_step"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(sa_column=_entry(index=True))
    number: int  # of the version
    state: str
    reason: str = ""
    by_id: int | None = Field(default=None, sa_column=_member())
    by: str = ""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class FaqExpectation(SQLModel, table=True):
    """A question that must go on finding the same FAQ."""

    __tablename__ = "faq_expectation"
    __table_args__ = (UniqueConstraint("language", "question"),)

    id: int | None = Field(default=None, primary_key=True)
    question: str
    language: str = "ja"
    expected_id: str = Field(index=True)  # external_id of the FAQ
    added_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    added_by: str = ""


class FaqTrial(SQLModel, table=True):
    """What a version would change among the expectations: asked, counted, and the differences."""

    __tablename__ = "faq_trial"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(sa_column=_entry(index=True))
    number: int  # of the version
    state: str = Field(default=TrialState.WAITING, index=True)
    done: int = 0
    total: int = 0
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    alive_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))  # who runs it said so
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class GapState(StrEnum):
    """What staff did about a question that had no answer."""

    ASSIGNED = "assigned"
    DRAFTED = "drafted"  # an FAQ is being written
    ALIASED = "aliased"  # an FAQ has its words now
    DISMISSED = "dismissed"


class FaqGapDecision(SQLModel, table=True):
    """Of one citizen's question; goes with it."""

    __tablename__ = "faq_gap_decision"

    id: int | None = Field(default=None, primary_key=True)
    answer_id: int = Field(
        sa_column=Column(Integer, ForeignKey("faq_answer.id", ondelete="CASCADE"), nullable=False, unique=True)
    )
    state: str
    department: str = Field(default="", index=True)
    faq_id: str = ""  # external_id of the FAQ that came of it
    by_id: int | None = Field(default=None, sa_column=_member())
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
