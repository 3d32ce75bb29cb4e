"""What citizens report, what other networks write, and the incidents both are gathered in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

import bot.models.conversation  # noqa: F401  # the table that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedBytes, EncryptedJson, EncryptedText


class State(StrEnum):
    RECEIVED = "received"
    SEEN = "seen"
    MENDING = "mending"
    DONE = "done"
    NOT_OURS = "not_ours"


OPEN = (State.RECEIVED, State.SEEN, State.MENDING)


class Precision(StrEnum):
    """How well a place is known."""

    POINT = "point"
    TOWN = "town"
    NONE = "none"


class Mark(StrEnum):
    """Why a report is kept beside the incidents, or is to be looked at with care."""

    OUTSIDE = "outside"  # of the city
    MANY = "many"  # more of one person than a day may have
    NO_PLACE = "no_place"
    NO_PHOTO = "no_photo"  # one came that was too large, or could not be opened


def _moment(*, index: bool = False) -> Column[datetime]:
    return Column(UtcDateTime, nullable=False, index=index)


class DamageIncident(SQLModel, table=True):
    """One thing that happened. The place of damage is nobody's secret; who told of it is in the reports."""

    __tablename__ = "damage_incident"
    __table_args__ = (
        Index("ix_damage_incident_kind", "kind", "last_at"),
        Index("ix_damage_incident_state", "state", "severity", "id"),
        {"sqlite_autoincrement": True},  # the audit log names it: no id is given twice
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    severity: int  # 1–4
    state: str = State.RECEIVED
    department: str = ""
    latitude: float | None = None
    longitude: float | None = None
    precision: str = Precision.NONE
    area: str = ""  # the town's id
    confidence: float  # 0–1: that it is so
    reports: int = 0  # of how many people
    posts: int = 0
    note: str = Field(default="", sa_column=Column(EncryptedText, nullable=False))  # staff's own
    merged_into: int | None = Field(default=None, index=True)
    first_at: datetime = Field(sa_column=_moment())
    last_at: datetime = Field(sa_column=_moment())


class DamageReport(SQLModel, table=True):
    """What one citizen reported. `place` has `latitude`, `longitude`, `words` and `area`, as far as they are known."""

    __tablename__ = "damage_report"
    __table_args__ = (
        Index("ix_damage_report_made", "conversation_id", "made_at"),
        Index("ix_damage_report_notice", "notice_at"),
        {"sqlite_autoincrement": True},  # its number is made of the id
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False)
    )
    incident_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("damage_incident.id", ondelete="SET NULL"), index=True)
    )
    kind: str
    severity: int
    state: str = State.RECEIVED
    words: str = Field(sa_column=Column(EncryptedText, nullable=False))
    place: dict[str, object] = Field(sa_column=Column(EncryptedJson, nullable=False))
    marks: list[str] = Field(sa_column=Column(JSON, nullable=False))
    language: str
    made_at: datetime = Field(sa_column=_moment())
    notice_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # there is news to be told


class DamagePhoto(SQLModel, table=True):
    """A photo of a report, without what a camera writes into it; empty until it was fetched from LINE."""

    __tablename__ = "damage_photo"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    report_id: int = Field(
        sa_column=Column(Integer, ForeignKey("damage_report.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    message_id: str = Field(default="", index=True)  # in LINE, while it is to be fetched
    tries: int = 0
    content: bytes | None = Field(default=None, sa_column=Column(EncryptedBytes))
    preview: bytes | None = Field(default=None, sa_column=Column(EncryptedBytes))
    at: datetime = Field(sa_column=_moment())


class DamagePost(SQLModel, table=True):
    """What somebody wrote in another network. `places` are the ids of all towns it may mean."""

    __tablename__ = "damage_post"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(unique=True)  # of its network and its id there
    source: str
    text: str = Field(sa_column=Column(EncryptedText, nullable=False))
    kind: str  # "none": no disaster
    severity: int
    confidence: float
    places: list[str] = Field(sa_column=Column(JSON, nullable=False))
    incident_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("damage_incident.id", ondelete="SET NULL"), index=True)
    )
    posted_at: datetime = Field(sa_column=_moment(index=True))
