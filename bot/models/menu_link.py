"""Which citizens' rich menus have to follow their language."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Integer, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class MenuLinkStatus(StrEnum):
    WAITING = "waiting"
    LINKED = "linked"
    FAILED = "failed"  # LINE refuses; a change of language tries again


class MenuLink(SQLModel, table=True):
    """One row for each LINE conversation whose language is, or was, not the city's first."""

    __tablename__ = "menu_link"
    __table_args__ = (
        Index(
            "ix_menu_link_waiting",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, unique=True)
    )
    language: str
    status: str = MenuLinkStatus.WAITING
    attempts: int = 0  # since the language was chosen, counted before each try
    not_before: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # also the lease of a try
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
