"""What was asked of the city's knowledge, and whether the answer helped."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class Rating(StrEnum):
    UP = "up"
    DOWN = "down"


class FaqAnswer(SQLModel, table=True):
    """One question a citizen asked. `is_gap` says that the knowledge had nothing for it that fitted."""

    __tablename__ = "faq_answer"
    __table_args__ = (
        Index("ix_faq_answer_gap", "is_gap", "at"),
        Index("ix_faq_answer_at", "at", "conversation_id", "band", "rating", "shown_id"),  # all that is counted
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # names the row in buttons; random, so that nobody can guess another's
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    inbox_id: int | None = None  # the webhook event that asked; no foreign key, the row outlives the inbox
    utterance: str = Field(sa_column=Column(EncryptedText, nullable=False))
    entry_ids: list[str] = Field(sa_column=Column(JSON, nullable=False))  # of the hits that were offered, best first
    shown_id: str = ""  # of the one shown last; the rating is about it
    band: str
    probability: float
    rating: str = ""
    is_gap: bool = False
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
