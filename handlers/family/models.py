"""Persons a citizen acts for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class FamilyPerson(SQLModel, table=True):
    """Somebody by the name the citizen chose; who it is in the city's registers is not known here."""

    __tablename__ = "family_person"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a conversation remembers ids, so none is given twice

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    nickname: str = Field(sa_column=Column(EncryptedText, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
