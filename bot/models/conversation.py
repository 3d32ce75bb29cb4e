"""All with one citizen on one channel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.sealed import ReadyText

ADDRESS = "conversation.address"


class Conversation(SQLModel, table=True):
    """One row per citizen and channel; the lease says which worker has the next turn."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("channel", "address_fingerprint"),
        {"sqlite_autoincrement": True},  # the audit log names it when it is gone: no id is given twice
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address_fingerprint: str
    address: str = Field(sa_column=Column(ReadyText(ADDRESS), nullable=False))
    locale: str = ""
    # In which the bot spoke last; empty: not known yet, or from before it was kept.
    language: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    is_blocked: bool = False  # the citizen blocked us: nothing is pushed
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    leased_by: str = ""
    leased_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    session_from: int = 0  # id of the tracker event the present session starts with
    # Of the city's banner that was said last.
    banner_version: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    erased_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # "delete my data"
