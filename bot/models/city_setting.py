"""What staff changed of the city's facts, which lies over `city.yml`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class CitySetting(SQLModel, table=True):
    """One row for each topic that was ever changed. `version` grows by one with each change, and goes on when the topic
    is the file's again, which a `value` of None says."""

    __tablename__ = "city_setting"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    value: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    version: int
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_by: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"), nullable=True)
    )
