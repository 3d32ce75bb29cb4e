"""What is in force in the city: warnings, by whoever gave them. Written by `handlers/disaster` alone, read by all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class Hazard(SQLModel, table=True):
    """One kind of danger in one area, from one source; it stays as a record when it has ended."""

    __tablename__ = "hazard"
    __table_args__ = (
        Index(
            "ix_hazard_in_force",
            "source",
            "kind",
            "area",
            "district",
            "is_drill",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str  # what its next word replaces: kind of telegram and prefecture, river, or event
    kind: str  # heavy_rain, landslide, river …
    area: str  # the municipality's code of seven digits, or a code of the city's for what is told in larger areas
    district: str = ""  # part of the municipality; empty: all of it
    level: int | None = None  # of the five
    grade: str = ""  # notice, advisory, warning, danger, special
    word: str = ""  # the source's own word for it
    is_drill: bool = False
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    reported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # ends by itself
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
