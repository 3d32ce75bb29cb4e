"""Scarce places: what can be reserved, when, and who has it.

`taken` counts the units of a timeframe that are held or reserved; the database itself refuses more than there are.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class ReservationState(StrEnum):
    HELD = "held"  # for minutes, while the citizen makes up their mind or fills in a form
    RESERVED = "reserved"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"  # held and not confirmed in time


class News(StrEnum):
    """What staff did to a citizen's reservation, who has yet to be told."""

    NONE = ""
    MOVED = "moved"
    CANCELLED = "cancelled"


TAKING = (ReservationState.HELD, ReservationState.RESERVED)  # these are counted in `taken`


class WaitState(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"  # a freed place is held for them
    ACCEPTED = "accepted"
    LAPSED = "lapsed"  # not answered in time
    LEFT = "left"


class Resource(SQLModel, table=True):
    """What has places: a window of an office, a hall, a lecture. `facility` and `name` are the service's own."""

    __tablename__ = "reservation_resource"
    __table_args__ = (UniqueConstraint("service", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    service: str  # the city service, by its room's name
    code: str
    facility: str = ""
    is_open: bool = True  # whether anything of it can be reserved


class Timeframe(SQLModel, table=True):
    """From when to when, and how many units there are."""

    __tablename__ = "reservation_timeframe"
    __table_args__ = (
        UniqueConstraint("resource_id", "starts_at"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken_is_no_more_than_there_is"),
        CheckConstraint("ends_at > starts_at", name="it_has_length"),
        # What is free, by time: the first row of it is the next free time, however many are taken before it.
        Index(
            "ix_reservation_timeframe_free",
            "resource_id",
            "starts_at",
            sqlite_where=text("taken < capacity AND NOT is_blocked"),
            postgresql_where=text("taken < capacity AND NOT is_blocked"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    resource_id: int = Field(
        sa_column=Column(Integer, ForeignKey("reservation_resource.id", ondelete="CASCADE"), nullable=False)
    )
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    capacity: int
    taken: int = 0
    is_blocked: bool = False  # closed; what is reserved in it stays until staff move or cancel it
    is_off_rule: bool = Field(  # and it was the opening rule that closed it, which may open it again
        default=False, sa_column_kwargs={"server_default": false()}
    )
    has_own_capacity: bool = Field(  # staff said how many units there are; the opening rule leaves it so
        default=False, sa_column_kwargs={"server_default": false()}
    )
    closed_why: str = Field(default="", sa_column_kwargs={"server_default": text("''")})  # as staff wrote it


class Reservation(SQLModel, table=True):
    """Somebody's units of one timeframe. `number` is what citizens and staff call it."""

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_are_positive"),
        Index("ix_reservation_timeframe", "timeframe_id", "state"),
        Index(
            "ix_reservation_held",
            "held_until",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
        Index(
            "ix_reservation_untold",
            "id",
            sqlite_where=text("news <> ''"),
            postgresql_where=text("news <> ''"),
        ),
        {"sqlite_autoincrement": True},  # its number is made of the id, so none is given twice
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(default="", index=True)
    conversation_id: int | None = Field(  # None: staff reserved it for somebody who called or came
        default=None,
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True),
    )
    timeframe_id: int = Field(
        sa_column=Column(Integer, ForeignKey("reservation_timeframe.id", ondelete="RESTRICT"), nullable=False)
    )
    units: int
    purpose: str = ""  # the service's own
    name: str = Field(default="", sa_column=Column(EncryptedText, nullable=False))
    language: str = "ja"
    state: str = ReservationState.HELD
    held_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    reminded_day_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # of the time it is for
    reminded_hour_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    news: str = Field(default=News.NONE, sa_column_kwargs={"server_default": text("''")})
    known_timeframe_id: int | None = None  # while there is news: the timeframe that they know of


class Wait(SQLModel, table=True):
    """One who waits for a place; whoever came first is offered it first."""

    __tablename__ = "reservation_wait"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_are_positive"),
        Index("ix_reservation_wait_turn", "timeframe_id", "state", "id"),
        Index(
            "ix_reservation_wait_once",
            "timeframe_id",
            "conversation_id",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'offered')"),
            postgresql_where=text("state IN ('waiting', 'offered')"),
        ),
        Index(
            "ix_reservation_wait_untold",
            "id",
            sqlite_where=text("state = 'offered' AND told_at IS NULL"),
            postgresql_where=text("state = 'offered' AND told_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int | None = Field(  # None: the service itself knows who waits, and tells them
        default=None,
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True),
    )
    timeframe_id: int = Field(
        sa_column=Column(Integer, ForeignKey("reservation_timeframe.id", ondelete="CASCADE"), nullable=False)
    )
    reservation_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("reservation.id", ondelete="SET NULL"))
    )
    units: int
    purpose: str = Field(default="", sa_column_kwargs={"server_default": text("''")})  # the service's own
    language: str = Field(default="ja", sa_column_kwargs={"server_default": text("'ja'")})
    state: str = WaitState.WAITING
    offered_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    told_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # of the offer
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
