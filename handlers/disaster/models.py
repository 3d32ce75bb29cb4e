"""Telegrams that were about our city, what is told because of them, and how far the feeds were read."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary
from sqlmodel import Field, SQLModel

import bot.models.broadcasts
import bot.models.staff  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime


class Outcome(StrEnum):
    """What became of a telegram."""

    APPLIED = "applied"  # it says what is in force
    DUPLICATE = "duplicate"
    LATE = "late"  # a newer one of the same source was there
    DRILL = "drill"
    TEST = "test"
    FUTURE = "future"
    OLD = "old"
    ELSEWHERE = "elsewhere"  # it says nothing of our city
    REPLACED = "replaced"  # an older form, whose newer ones come, too


class NoticeState(StrEnum):
    """What is told, or would be."""

    WAITING = "waiting"  # for a person
    DELAYED = "delayed"  # until nobody is woken
    SENT = "sent"
    HELD = "held"  # a person decided against it
    SUPERSEDED = "superseded"  # it no longer held before anybody was told


class Change(StrEnum):
    """What is new."""

    RAISED = "raised"  # issued, or higher than before
    LOWERED = "lowered"
    ENDED = "ended"
    SHAKEN = "shaken"  # an earthquake
    CORRECTED = "corrected"
    CANCELLED = "cancelled"


PENDING = (NoticeState.WAITING, NoticeState.DELAYED)


def _at(*, is_null: bool = True, index: bool = False) -> Column[Any]:
    return Column(UtcDateTime, nullable=is_null, index=index)


class DisasterTelegram(SQLModel, table=True):
    """One telegram that was about our city, as it came."""

    __tablename__ = "disaster_telegram"

    id: int | None = Field(default=None, primary_key=True)
    content_hash: str = Field(unique=True)
    origin: str  # file, feed, webhook, simulator
    code: str
    title: str
    status: str
    info_type: str
    event_id: str
    serial: int | None = None
    source: str = Field(index=True)  # what its next word replaces
    reported_at: datetime = Field(sa_column=_at(is_null=False))
    received_at: datetime = Field(sa_column=_at(is_null=False, index=True))
    outcome: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # compressed by zlib


class AlertNotice(SQLModel, table=True):
    """What is told about one kind of danger, and how far that is."""

    __tablename__ = "alert_notice"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit log names it

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # the same twice is one notice
    telegram_id: int = Field(
        sa_column=Column(Integer, ForeignKey("disaster_telegram.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    source: str = Field(index=True)
    kind: str
    change: str
    level: int | None = None
    grade: str = ""
    intensity: str = ""  # of an earthquake
    district: str = ""
    told: Any = Field(sa_column=Column(JSON, nullable=False))  # what the wording needs
    state: str = Field(index=True)
    reason: str = ""
    created_at: datetime = Field(sa_column=_at(is_null=False))
    due_at: datetime | None = Field(
        default=None, sa_column=_at()
    )  # when somebody is called, or nobody is woken any more
    calls: int = 0
    broadcast_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("broadcast.id", ondelete="SET NULL"))
    )
    decided_by: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("staff.id", ondelete="SET NULL")))
    decided_at: datetime | None = Field(default=None, sa_column=_at())

    @property
    def likeness(self) -> tuple[object, ...]:
        """Notices that have this in common differ by the part of the city alone, and are told at once."""
        return self.telegram_id, self.kind, self.change, self.level, self.grade, self.intensity, self.state


class AlertFeed(SQLModel, table=True):
    """How far a feed was read."""

    __tablename__ = "alert_feed"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    etag: str = ""
    last_modified: str = ""
    spoke_at: datetime | None = Field(default=None, sa_column=_at())  # when it last answered
    fault: str = ""
    silent_since: datetime | None = Field(default=None, sa_column=_at())  # staff were told
    polled_at: datetime | None = Field(default=None, sa_column=_at())


class AlertEntry(SQLModel, table=True):
    """A telegram of a feed that was fetched, or tried in vain."""

    __tablename__ = "alert_entry"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    seen_at: datetime = Field(sa_column=_at(is_null=False, index=True))
    is_read: bool = False
    tries: int = 0


class OrderState(StrEnum):
    """Of an evacuation order."""

    WAITING = "waiting"  # for a second person
    ISSUED = "issued"
    REPLACED = "replaced"  # newer orders hold in all of its areas
    LIFTED = "lifted"
    DROPPED = "dropped"  # the second person said no


def _who() -> Column[Any]:
    return Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"))


class EvacuationOrder(SQLModel, table=True):
    """An order of the city's. What is a drill is one for ever: nothing changes `is_drill`."""

    __tablename__ = "evacuation_order"
    __table_args__ = (Index("ix_evacuation_order_state", "state", "is_drill"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # of the form it was sent with: pressed twice it is one order
    level: int  # 3 to 5
    hazard: str
    reason: str  # the key of words that were written beforehand
    areas: list[str] = Field(sa_column=Column(JSON, nullable=False))  # ids of districts and towns
    is_drill: bool
    state: str
    drafted_by: int | None = Field(default=None, sa_column=_who())
    issued_by: int | None = Field(default=None, sa_column=_who())
    lifted_by: int | None = Field(default=None, sa_column=_who())
    broadcast_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("broadcast.id", ondelete="SET NULL"))
    )
    drafted_at: datetime = Field(sa_column=_at(is_null=False))
    issued_at: datetime | None = Field(default=None, sa_column=_at())
    lifted_at: datetime | None = Field(default=None, sa_column=_at())
