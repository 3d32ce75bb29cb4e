"""The city's shelters, what is known of each of them now and how it came about, and who is there."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

import bot.models.staff  # noqa: F401  # the table that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime
from bot.models.sealed import SealedJson, SealedText, blind_index


class Hazard(StrEnum):
    """What one flees from, in the order of the law (災害対策基本法施行令 20条の3)."""

    FLOOD = "flood"
    LANDSLIDE = "landslide"
    STORM_SURGE = "storm_surge"
    EARTHQUAKE = "earthquake"
    TSUNAMI = "tsunami"
    FIRE = "fire"
    INLAND_FLOOD = "inland_flood"
    VOLCANO = "volcano"


class Crowding(StrEnum):
    """How full an open shelter is; empty where nobody has said."""

    EMPTY = "empty"
    SOME = "some"
    NEARLY_FULL = "nearly_full"
    FULL = "full"


class Change(StrEnum):
    """What happened to a shelter."""

    OPENED = "opened"
    CLOSED = "closed"
    REPORTED = "reported"  # crowding or persons, while it is open


FEATURES = ("barrier_free", "pets", "parking", "nursing", "power")


class Shelter(SQLModel, table=True):
    """One place. `is_site`: to flee to (指定緊急避難場所) from each of its `hazards`; `is_stay`: to stay in for some
    time (指定避難所). One that the city's newest file has no more is neither, and stays for its history."""

    __tablename__ = "shelter"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default="", index=True)  # as a place to flee to
    stay_code: str = Field(default="", index=True)  # as one to stay in; the State's list has two
    name: str
    kana: str = ""
    name_en: str = ""
    address: str = ""
    area: str = Field(default="", index=True)  # the town's id in `areas.geojson`
    latitude: float
    longitude: float
    elevation_m: float | None = None
    telephone: str = ""
    hazards: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    is_site: bool = False
    is_stay: bool = False
    capacity: int | None = None
    features: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    communities: str = ""  # whom it is for, as the city writes it
    page_url: str = ""
    note: str = ""
    as_of: date


class ShelterImport(SQLModel, table=True):
    """A file that was taken over; the newest id says which list is known."""

    __tablename__ = "shelter_import"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    imported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    shelters: int
    gone: int
    staff_id: int | None = Field(default=None, foreign_key="staff.id")


class ShelterState(SQLModel, table=True):
    """How it stands with a shelter that has ever been opened."""

    __tablename__ = "shelter_state"
    __table_args__: ClassVar = (CheckConstraint("persons IS NULL OR persons >= 0", name="persons_are_counted"),)

    id: int | None = Field(default=None, primary_key=True)
    shelter_id: int = Field(unique=True, foreign_key="shelter.id")
    is_open: bool = Field(default=False, index=True)
    opened_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    crowding: str = ""
    persons: int | None = None


class ShelterEvent(SQLModel, table=True):
    """One change, for the history and the chart; never changed itself."""

    __tablename__ = "shelter_event"
    __table_args__: ClassVar = (Index("ix_shelter_event_shelter", "shelter_id", "happened_at"),)

    id: int | None = Field(default=None, primary_key=True)
    shelter_id: int = Field(foreign_key="shelter.id")
    happened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    change: str
    crowding: str = ""
    persons: int | None = None
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    by_telephone: bool = False


class ShelterKeeper(SQLModel, table=True):
    """The PIN by which a shelter's keeper opens and closes it by telephone; kept as a keyed hash."""

    __tablename__ = "shelter_keeper"

    shelter_id: int = Field(primary_key=True, foreign_key="shelter.id")
    pin_index: str
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    wrong_tries: int = 0
    blocked_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class ShelterCall(SQLModel, table=True):
    """How far one call, or one thread of texts, has come. Nothing of who calls; thrown away after a while."""

    __tablename__ = "shelter_call"

    id: int | None = Field(default=None, primary_key=True)
    call_index: str = Field(unique=True)
    turn: int = 0
    last_said: str = ""
    is_over: bool = False
    begun_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    shelter_id: int | None = Field(default=None, foreign_key="shelter.id")
    is_known: bool = False  # the PIN was right
    code: str = ""
    persons: int | None = None
    tries: int = 0


class ShelterParty(SQLModel, table=True):
    """A family that was checked in at a shelter. `client_id` is made by the device that entered them, so that what it
    sends twice is one; who knows it may check them out. `details` are names, births, needs and a telephone number."""

    __tablename__ = "shelter_party"
    __table_args__: ClassVar = (Index("ix_shelter_party_shelter", "shelter_id", "left_at"),)

    id: int | None = Field(default=None, primary_key=True)
    client_id: str = Field(unique=True)
    shelter_id: int = Field(foreign_key="shelter.id")
    arrived_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    left_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    persons: int
    by_tablet: bool = False
    details: dict[str, Any] = Field(sa_column=Column(SealedJson("shelter_party.details"), nullable=False))
    word_hash: str = ""  # Argon2id of the word for relatives; empty: nobody is told


class ShelterPerson(SQLModel, table=True):
    """By what a relative finds somebody: name and date of birth, written in one way."""

    __tablename__ = "shelter_person"

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(
        sa_column=Column(ForeignKey("shelter_party.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    match_key: str = Field(sa_column=Column(SealedText("shelter_person.match_key"), nullable=False))
    match_key_index: str = Field(sa_column=blind_index("match_key", index=True, nullable=False))
