"""Clinics on duty, nurseries with their places, and what there is for children on which day. Nobody's data."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class Kind(StrEnum):
    """What a file is about, and a page shows."""

    CLINICS = "clinics"
    NURSERIES = "nurseries"
    HOURS = "hours"  # consultation hours and classes of the city
    EVENTS = "events"


class Listing(SQLModel):
    """What all of them have. `as_of` is the day on which the city says that it is so."""

    name: str
    address: str = ""
    telephone: str = ""
    page_url: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""
    as_of: date


class ClinicDuty(Listing, table=True):
    """One clinic on one day, or through a night."""

    __tablename__ = "child_clinic_duty"
    __table_args__: ClassVar = (CheckConstraint("ends_at > starts_at", name="it_has_length"),)

    id: int | None = Field(default=None, primary_key=True)
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, index=True, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    departments: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class Nursery(Listing, table=True):
    """One nursery as of one day. `places` are by age class, "0" to "5": a number, or `some`, `few`, `none`; a class
    that is not in it is not said."""

    __tablename__ = "child_nursery"

    id: int | None = Field(default=None, primary_key=True)
    form: str = ""  # 認可保育所, 認定こども園
    district: str = ""
    accepts: str = ""  # from and until which age, as the city writes it
    from_months: int | None = None
    opens: str = ""
    closes: str = ""
    capacity: str = ""
    places: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Occasion(Listing, table=True):
    """A consultation, a class or an event on one day; `from_months` to `to_months` are the ages it is for, both
    included."""

    __tablename__ = "child_occasion"
    __table_args__: ClassVar = (
        CheckConstraint("ends_at > starts_at", name="it_has_length"),
        Index("ix_child_occasion_kind", "kind", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    place: str = ""
    target: str = ""
    from_months: int | None = None
    to_months: int | None = None
    summary: str = ""
    fee: str = ""
    apply: str = ""
    keywords: str = ""  # other words by which it is found, with `/` between them
