"""Consultations at the children's centre. Whatever tells of somebody is sealed; what is counted and sorted by is not.

A case is not a row of a conversation: it may have come without one, and what the law keeps outlives one. `ChildLink`
leads from a conversation to its case and goes with "delete my data".
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Date, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

import bot.models.conversation
import bot.models.staff  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.clients.duty_phone import Outcome
from bot.models.columns import UtcDateTime
from bot.models.sealed import SealedBytes, SealedJson, SealedText


class CaseState(StrEnum):
    NEW = "new"  # nothing was written yet: an alarm, or a page that was not used
    WAITING = "waiting"  # for the centre's answer
    ANSWERED = "answered"
    CLOSED = "closed"


OPEN = (CaseState.NEW, CaseState.WAITING, CaseState.ANSWERED)


class OwnReason(StrEnum):
    """Why a case is closed for which nobody chose one of the city's reasons."""

    DELETED = "deleted"  # by who wrote
    UNWRITTEN = "unwritten"  # nothing was ever written on its page


class By(StrEnum):
    CITIZEN = "citizen"
    STAFF = "staff"


class ReferralState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"


def _key(table: str, *, is_null: bool = False, gone: str = "CASCADE", **more: Any) -> Column[Any]:
    return Column(Integer, ForeignKey(f"{table}.id", ondelete=gone), nullable=is_null, **more)


def _case() -> Column[Any]:
    return _key("child_case", index=True)


def _staff() -> Column[Any]:
    return _key("staff", is_null=True, gone="SET NULL")


def _at(*, is_null: bool = False) -> Column[Any]:
    return Column(UtcDateTime, nullable=is_null)


class ChildCase(SQLModel, table=True):
    """One consultation. `number` is what staff and the duty telephone call it; `code_index` finds it by its word."""

    __tablename__ = "child_case"
    __table_args__ = (Index("ix_child_case_queue", "state", "due_at"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    handle: str = Field(sa_column=Column(SealedText("child_case.handle"), nullable=False))
    level: str
    level_by: str = "rules"  # or "staff"
    topics: list[str] = Field(sa_column=Column(SealedJson("child_case.topics"), nullable=False))
    rules: list[str] = Field(sa_column=Column(SealedJson("child_case.rules"), nullable=False))
    is_child: bool
    channel: str
    conversation_ref: int | None = None  # as the audit log has it: no key, so that a deletion can be told
    language: str
    state: str = CaseState.NEW
    watch: str = Field(default="", sa_column=Column(SealedText("child_case.watch"), nullable=False))  # tonight
    opened_at: datetime = Field(sa_column=_at())
    changed_at: datetime = Field(sa_column=_at())
    due_at: datetime = Field(sa_column=_at())
    first_answer_at: datetime | None = Field(default=None, sa_column=_at(is_null=True))
    closed_at: datetime | None = Field(default=None, sa_column=_at(is_null=True))
    closing_reason: str = ""
    code_index: str | None = Field(default=None, unique=True)
    code_hash: str = ""
    alarmed_at: datetime | None = Field(default=None, sa_column=_at(is_null=True))  # since when somebody is looked for
    calls: int = 0  # of the duty telephone, of this alarm
    call_at: datetime | None = Field(default=None, sa_column=_at(is_null=True))  # when it is called next
    unreached_at: datetime | None = Field(default=None, sa_column=_at(is_null=True))  # all calls were in vain
    taken_by: int | None = Field(default=None, sa_column=_staff())
    taken_at: datetime | None = Field(default=None, sa_column=_at(is_null=True))
    notice_at: datetime | None = Field(
        default=None, sa_column=_at(is_null=True)
    )  # an answer of which LINE says nothing
    unlinked_at: datetime | None = Field(default=None, sa_column=_at(is_null=True))  # its conversation is gone
    emptied_at: datetime | None = Field(default=None, sa_column=_at(is_null=True))  # nothing of its content is left


class ChildCall(SQLModel, table=True):
    """One call of the duty telephone, and what became of it. `who` is whom the provider has called."""

    __tablename__ = "child_call"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(sa_column=_case())
    times: int
    at: datetime = Field(sa_column=_at())
    outcome: str = Outcome.CALLING
    who: str = Field(default="", sa_column=Column(SealedText("child_call.who"), nullable=False))


class ChildLink(SQLModel, table=True):
    """Which conversation a case came from, and what was said there and is to be taken along to the page."""

    __tablename__ = "child_link"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(sa_column=_key("conversation", index=True))
    case_id: int = Field(sa_column=_key("child_case", unique=True))
    draft: str | None = Field(default=None, sa_column=Column(SealedText("child_link.draft")))
    draft_until: datetime | None = Field(default=None, sa_column=_at(is_null=True))
    made_at: datetime = Field(sa_column=_at())


class ChildMessage(SQLModel, table=True):
    """What was written on the page. `nonce` is the form's own: sent twice, it is one message."""

    __tablename__ = "child_message"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(sa_column=_case())
    by: str
    staff_id: int | None = Field(default=None, sa_column=_staff())
    discipline: str = ""
    words: str = Field(sa_column=Column(SealedText("child_message.words"), nullable=False))
    photo: bytes | None = Field(default=None, sa_column=Column(SealedBytes("child_message.photo")))
    nonce: str = Field(unique=True)
    at: datetime = Field(sa_column=_at())


class ChildSitting(SQLModel, table=True):
    """One browser that may write and read, until it is left alone. `code` is there until it was written down."""

    __tablename__ = "child_sitting"

    id: int | None = Field(default=None, primary_key=True)
    key_hash: str = Field(unique=True)
    case_id: int | None = Field(default=None, sa_column=_key("child_case", is_null=True, index=True))
    link_id: int | None = Field(default=None, sa_column=_key("child_link", is_null=True, index=True))
    code: str | None = Field(default=None, sa_column=Column(SealedText("child_sitting.code")))
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class ChildAssignment(SQLModel, table=True):
    """A discipline works on a case."""

    __tablename__ = "child_assignment"
    __table_args__ = (UniqueConstraint("case_id", "discipline"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(sa_column=_case())
    discipline: str
    at: datetime = Field(sa_column=_at())


class ChildLook(SQLModel, table=True):
    """A member who is not assigned has given a reason, which is in the audit log, and may read for a while."""

    __tablename__ = "child_look"
    __table_args__ = (UniqueConstraint("case_id", "staff_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(sa_column=_case())
    staff_id: int = Field(sa_column=_key("staff"))
    until: datetime = Field(sa_column=_at())


class ChildNote(SQLModel, table=True):
    """For the disciplines that it names, its author, and those who lead."""

    __tablename__ = "child_note"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(sa_column=_case())
    staff_id: int | None = Field(default=None, sa_column=_staff())
    readers: list[str] = Field(sa_column=Column(JSON, nullable=False))
    words: str = Field(sa_column=Column(SealedText("child_note.words"), nullable=False))
    at: datetime = Field(sa_column=_at())


class ChildSibling(SQLModel, table=True):
    """Two cases of one family, both ways."""

    __tablename__ = "child_sibling"
    __table_args__ = (
        UniqueConstraint("lower_id", "higher_id"),
        CheckConstraint("lower_id < higher_id", name="in_order"),
    )

    id: int | None = Field(default=None, primary_key=True)
    lower_id: int = Field(sa_column=_case())
    higher_id: int = Field(sa_column=_case())
    at: datetime = Field(sa_column=_at())


class ChildMeeting(SQLModel, table=True):
    """A support meeting about a case: when, where or by which link, who, and what was decided."""

    __tablename__ = "child_meeting"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(sa_column=_case())
    starts_at: datetime = Field(sa_column=_at())
    minutes: int
    place: str = Field(sa_column=Column(SealedText("child_meeting.place"), nullable=False))
    members: str = Field(sa_column=Column(SealedText("child_meeting.members"), nullable=False))
    decisions: str = Field(sa_column=Column(SealedText("child_meeting.decisions"), nullable=False))
    made_at: datetime = Field(sa_column=_at())
    changed_at: datetime = Field(sa_column=_at())


class ChildReferral(SQLModel, table=True):
    """Another department is asked for something, and says what came of it. It sees this row and nothing else."""

    __tablename__ = "child_referral"
    __table_args__ = (Index("ix_child_referral_department", "department", "state"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(sa_column=_case())
    department: str
    asked: str = Field(sa_column=Column(SealedText("child_referral.asked"), nullable=False))
    answer: str = Field(default="", sa_column=Column(SealedText("child_referral.answer"), nullable=False))
    until: date = Field(sa_column=Column(Date, nullable=False))
    state: str = ReferralState.SENT
    made_at: datetime = Field(sa_column=_at())
    changed_at: datetime = Field(sa_column=_at())


class ChildAppointment(SQLModel, table=True):
    """A time at which somebody is called, or met by video. Of one time there is one for each `seat`."""

    __tablename__ = "child_appointment"
    __table_args__ = (
        Index(
            "ix_child_appointment_time",
            "starts_at",
            "seat",
            unique=True,
            sqlite_where=text("NOT is_cancelled"),
            postgresql_where=text("NOT is_cancelled"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(sa_column=_case())
    kind: str  # "call" or "video"
    starts_at: datetime = Field(sa_column=_at())
    seat: int
    phone: str = Field(default="", sa_column=Column(SealedText("child_appointment.phone"), nullable=False))
    link: str = Field(default="", sa_column=Column(SealedText("child_appointment.link"), nullable=False))
    is_cancelled: bool = False
    made_at: datetime = Field(sa_column=_at())
