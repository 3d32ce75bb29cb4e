"""Who came, by reservation; timeframes that staff closed; and what staff wrote to the people of some."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, text
from sqlmodel import Field, SQLModel

import bot.models.reservations  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime


class Way(StrEnum):
    """How staff knew who came."""

    TICKET = "ticket"
    NUMBER = "number"  # that was told or shown
    HAND = "hand"  # ticked in the list


class Arrival(SQLModel, table=True):
    """Somebody was checked in. One that was undone stays, so that it is known."""

    __tablename__ = "reservation_arrival"
    __table_args__ = (
        Index(
            "ix_reservation_arrival_once",
            "reservation_id",
            "day",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_reservation_arrival_noted", "noted_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    reservation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("reservation.id", ondelete="CASCADE"), nullable=False)
    )
    timeframe_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("reservation_timeframe.id", ondelete="CASCADE"), nullable=False, index=True
        )
    )
    day: date = Field(sa_column=Column(Date, nullable=False))  # in Japan: a course has several
    came_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))  # by the phone's clock
    noted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))  # by ours
    way: str = Way.HAND
    scan: str = ""  # the phone's own id of it: sent twice it is one
    undone_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Closing(SQLModel, table=True):
    """Staff say that nobody else comes to a timeframe."""

    __tablename__ = "reservation_closing"

    timeframe_id: int = Field(
        sa_column=Column(Integer, ForeignKey("reservation_timeframe.id", ondelete="CASCADE"), primary_key=True)
    )
    closed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Announcement(SQLModel, table=True):
    """That staff wrote to all who have reserved something; what, is in the outbox. `key` is made with the preview: sent
    twice it is once."""

    __tablename__ = "reservation_announcement"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    resource_id: int = Field(
        sa_column=Column(Integer, ForeignKey("reservation_resource.id", ondelete="CASCADE"), nullable=False)
    )
    recipients: int = 0
    sent_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
