"""Safety checks: what was asked of whom, and what each answered, once and changeable."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Boolean, Column, ForeignKey, String, UniqueConstraint, false
from sqlmodel import Field, SQLModel

import bot.models.broadcasts
import bot.models.conversation
import bot.models.staff  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime


class Condition(StrEnum):
    """How somebody is, the worst first."""

    HELP = "help"
    SAFE = "safe"


class Company(StrEnum):
    """With whom."""

    ALONE = "alone"
    FAMILY = "family"
    OTHERS = "others"


class CheckState(StrEnum):
    WAITING = "waiting"  # for a second person
    ASKED = "asked"
    DROPPED = "dropped"  # the second person said no


class SafetyCheck(SQLModel, table=True):
    """One question to many. `areas` are districts or towns; none: the whole city."""

    __tablename__ = "safety_check"

    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("broadcast.id", ondelete="SET NULL"), index=True)
    )
    areas: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    is_drill: bool = False
    with_unknown: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    state: str = Field(default=CheckState.ASKED, sa_column=Column(String, nullable=False, server_default="asked"))
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))  # or drafted, as long as it waits
    asked_by: int | None = Field(default=None, foreign_key="staff.id")
    decided_by: int | None = Field(default=None, sa_column=Column(ForeignKey("staff.id")))  # the second person


class SafetyAnswer(SQLModel, table=True):
    """One citizen's; a later tap changes it. Deleted with their data."""

    __tablename__ = "safety_answer"
    __table_args__ = (UniqueConstraint("check_id", "conversation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    check_id: int = Field(sa_column=Column(ForeignKey("safety_check.id", ondelete="CASCADE"), nullable=False))
    conversation_id: int = Field(
        sa_column=Column(ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    condition: str
    company: str = ""
    answered_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changes: int = 0
    is_seen: bool = False  # by staff, who then see to it
