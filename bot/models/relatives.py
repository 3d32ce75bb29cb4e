"""By what relatives find somebody who agreed to it: their name, date of birth and a word, and what they said of
themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

import bot.models.conversation  # noqa: F401  # the table that the key points to
from bot.models.columns import UtcDateTime
from bot.models.sealed import SealedText, blind_index


class SafeWord(SQLModel, table=True):
    """One citizen's, kept by their consent and deleted with their data."""

    __tablename__ = "safe_word"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False, unique=True)
    )
    match_key: str = Field(sa_column=Column(SealedText("safe_word.match_key"), nullable=False))
    match_key_index: str = Field(sa_column=blind_index("match_key", index=True, nullable=False))
    word_hash: str
    condition: str = ""  # what they said last; empty: nothing yet
    said_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    agreed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
