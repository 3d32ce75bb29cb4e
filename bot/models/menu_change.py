"""Everybody's rich menu, as it follows disaster mode."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

import bot.models.disaster_mode  # noqa: F401  # the table that the key points to
from bot.models.columns import UtcDateTime


class MenuChangeStatus(StrEnum):
    WAITING = "waiting"  # everybody's menu is to be changed
    MOVING = "moving"  # it is; LINE moves those who have a menu of their own
    DONE = "done"


class MenuChange(SQLModel, table=True):
    """What one turn of the switch means for the menus in LINE, and how far that has come."""

    __tablename__ = "menu_change"

    id: int | None = Field(default=None, primary_key=True)
    switch_id: int = Field(
        sa_column=Column(ForeignKey("disaster_mode_switch.id", ondelete="CASCADE"), nullable=False, unique=True)
    )
    menu_before: str = ""  # everybody's before the menu for disasters, to which it goes back
    status: str = MenuChangeStatus.WAITING
    key: str = ""  # with which LINE goes on with a request that was broken off
    line_request: str = ""  # LINE's id of the request under way
    moved: int = 0  # menus whose citizens LINE was asked to move
    attempts: int = 0  # that failed, one after the other
    fault: str = ""  # of the last one: no_menu, no_answer, refused
    not_before: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # also the lease of a try
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
