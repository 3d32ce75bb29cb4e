"""The switch by which the whole counter is in disaster mode: who asked for it, and who confirmed it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

import bot.models.staff  # noqa: F401  # the table that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime


class DisasterModeSwitch(SQLModel, table=True):
    """One turn of the switch, on or off. It counts once it is confirmed; the last one that is says how it stands."""

    __tablename__ = "disaster_mode_switch"

    id: int | None = Field(default=None, primary_key=True)
    is_on: bool
    asked_by: int = Field(foreign_key="staff.id")
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    confirmed_by: int | None = Field(default=None, foreign_key="staff.id")
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    was_alone: bool = False  # confirmed by who asked, as level 5 was in force
