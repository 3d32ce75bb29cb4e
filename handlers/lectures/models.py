"""Lectures with their dates and halls, who applied for them, and the lotteries among those.

A hall's places are a timeframe of `bot.models.reservations`, which counts what is taken; a name and a telephone number
are in the form that was sent, encrypted.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field, SQLModel

import bot.models.conversation
import bot.models.forms
import bot.models.reservations  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

SERVICE = "lectures"  # of the resources


class Giving(StrEnum):
    """How places are given."""

    FIRST_COME = "first_come"
    LOTTERY = "lottery"


class Form(StrEnum):
    """Where it is held."""

    ONLINE = "online"
    HALLS = "halls"
    HYBRID = "hybrid"


class Lecture(SQLModel, table=True):
    """One course. `code` is what the city calls it, and stays the same when it is imported again."""

    __tablename__ = "lecture"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="it_can_be_applied_for"),
        CheckConstraint("fee_yen >= 0", name="fee_is_no_gift"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    title: str
    title_en: str = ""
    summary: str = ""
    topic: str = ""
    keywords: str = ""  # other words by which it is found, with `/` between them
    form: str
    target: str = ""
    for_women: bool = False
    with_children: bool = False
    fee_yen: int = 0
    giving: str
    public_source: str = ""  # what decides the lottery besides the seed, and is not known before the close
    opens_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))  # from when one may apply
    closes_at: datetime = Field(sa_column=Column(UtcDateTime, index=True, nullable=False))
    join_url: str = Field(default="", sa_column=Column(EncryptedText, nullable=False))  # for participants alone
    materials_url: str = ""
    bring: str = Field(default="", sa_column_kwargs={"server_default": text("''")})  # what participants bring
    page_url: str = ""
    contact: str = ""
    telephone: str = ""
    cancelled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    cancelled_why: str = Field(default="", sa_column_kwargs={"server_default": text("''")})  # as citizens are told
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class LectureDate(SQLModel, table=True):
    """One of the days of a course."""

    __tablename__ = "lecture_date"
    __table_args__ = (
        UniqueConstraint("lecture_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="it_has_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    lecture_id: int = Field(sa_column=Column(Integer, ForeignKey("lecture.id", ondelete="CASCADE"), nullable=False))
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, index=True, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class LectureHall(SQLModel, table=True):
    """A hall of a lecture, or the net; its timeframe is that of the first date."""

    __tablename__ = "lecture_hall"
    __table_args__ = (UniqueConstraint("lecture_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    lecture_id: int = Field(sa_column=Column(Integer, ForeignKey("lecture.id", ondelete="CASCADE"), nullable=False))
    timeframe_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("reservation_timeframe.id", ondelete="RESTRICT"), unique=True, nullable=False
        )
    )
    name: str
    is_online: bool = False


class Lottery(SQLModel, table=True):
    """The draw for the places of one hall. The seed's hash is public from the beginning, the seed after the draw."""

    __tablename__ = "lecture_lottery"

    id: int | None = Field(default=None, primary_key=True)
    hall_id: int = Field(
        sa_column=Column(Integer, ForeignKey("lecture_hall.id", ondelete="CASCADE"), unique=True, nullable=False)
    )
    seed: str = Field(sa_column=Column(EncryptedText, nullable=False))
    commitment: str
    entries: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # at the close
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    places: int = 0  # that were drawn for
    public_value: str = ""
    drawn_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Application(SQLModel, table=True):
    """Somebody's wish to take part. How it stands follows from its reservation and its place in the waiting list."""

    __tablename__ = "lecture_application"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_are_positive"),
        Index("ix_lecture_application_hall", "hall_id", "is_active"),
        Index(
            "ix_lecture_application_once",
            "lecture_id",
            "conversation_id",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
        Index(
            "ix_lecture_application_telephone",
            "lecture_id",
            "phone_fingerprint",
            unique=True,
            sqlite_where=text("is_active AND phone_fingerprint <> ''"),
            postgresql_where=text("is_active AND phone_fingerprint <> ''"),
        ),
        {"sqlite_autoincrement": True},  # its number is made of the id, so none is given twice
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(default="", index=True)  # L-000042; empty until the form is sent
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    lecture_id: int = Field(sa_column=Column(Integer, ForeignKey("lecture.id", ondelete="CASCADE"), nullable=False))
    hall_id: int = Field(sa_column=Column(Integer, ForeignKey("lecture_hall.id", ondelete="CASCADE"), nullable=False))
    entry_id: int | None = Field(  # the form that was sent
        default=None, sa_column=Column(Integer, ForeignKey("form_entry.id", ondelete="SET NULL"), unique=True)
    )
    reservation_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("reservation.id", ondelete="SET NULL"), index=True)
    )
    wait_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("reservation_wait.id", ondelete="SET NULL"), index=True)
    )
    phone_fingerprint: str = ""  # one telephone number applies once
    units: int
    language: str
    is_active: bool = True  # False: it is over, and one may apply again
    rank: int | None = None  # in the lottery, from 1
    told: str = ""  # the last news that was told, by its name
    linked_at: datetime | None = Field(
        default=None, sa_column=Column(UtcDateTime)
    )  # the date its join link was sent for
    reminded_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # the date it was reminded of
    asked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # how they liked it
    has_answered: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class LectureAnswer(SQLModel, table=True):
    """One filled-in questionnaire. Whose it is, and when it came, is kept nowhere."""

    __tablename__ = "lecture_answer"

    id: int | None = Field(default=None, primary_key=True)
    lecture_id: int = Field(
        sa_column=Column(Integer, ForeignKey("lecture.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    chosen: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # by question
    comment: str = Field(default="", sa_column=Column(EncryptedText, nullable=False))


class LectureInterest(SQLModel, table=True):
    """What kind of lectures somebody said that they like, and whether they want to hear of new ones."""

    __tablename__ = "lecture_interest"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), unique=True, nullable=False)
    )
    chosen: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # `topic:ICT`
    wants_news: bool = False
    known_id: int = 0  # the newest lecture that they need not be told of
    told_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    language: str
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
