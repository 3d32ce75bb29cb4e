"""What messages in LINE came to: counted by day and service, and the month's quota as LINE last told it.

Outbound rows go with their citizens; these figures know nobody and stay.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class MessageKind(StrEnum):
    REPLY = "reply"  # free
    PUSH = "push"  # paid, for each recipient


class LedgerEntry(SQLModel, table=True):
    """How often a service replied, or to how many citizens it pushed, on one day (Asia/Tokyo)."""

    __tablename__ = "message_ledger"
    __table_args__ = (UniqueConstraint("day", "service", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    day: date
    service: str
    kind: str
    count: int


class QuotaRow(SQLModel, table=True):
    """A month's quota; `month` is its first day in Tokyo."""

    __tablename__ = "message_quota"

    id: int | None = Field(default=None, primary_key=True)
    month: date = Field(unique=True)
    limit_count: int | None = None  # messages that may be pushed; None: without limit
    used_count: int = 0  # by LINE's count, in which other programs' pushes are too
    counted: int = 0  # pushes in the ledger when LINE was asked; those after it are added to LINE's count
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    warned_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class QuotaReservation(SQLModel, table=True):
    """Pushes of a month's quota that are kept for what is settled and has not left yet."""

    __tablename__ = "message_reservation"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    month: date
    count: int
