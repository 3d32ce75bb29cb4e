"""Who gets news by mail, and what was sent to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

import bot.models.broadcasts  # noqa: F401  # the table that a key points to, whoever imports this first
from bot.models.columns import UtcDateTime
from bot.models.sealed import SealedText, blind_index

ADDRESS = "mail_reader.address"


class MailReader(SQLModel, table=True):
    """An address, and what its owner wants. `pending` is what was asked for by a form and is not confirmed yet."""

    __tablename__ = "mail_reader"
    __table_args__ = ({"sqlite_autoincrement": True},)  # links in letters name it, so no id is given twice

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(sa_column=Column(SealedText(ADDRESS), nullable=False))
    address_index: str = Field(sa_column=blind_index("address", nullable=False, unique=True))
    topics: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    language: str = ""
    pending: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class MailDelivery(SQLModel, table=True):
    """One letter to one of them: written down before it is sent, so that nobody gets it twice."""

    __tablename__ = "mail_delivery"
    __table_args__ = (UniqueConstraint("broadcast_id", "reader_id"),)

    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(sa_column=Column(Integer, ForeignKey("broadcast.id", ondelete="CASCADE"), nullable=False))
    reader_id: int = Field(
        sa_column=Column(Integer, ForeignKey("mail_reader.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
