"""What is learned from use: examples proposed and accepted, the versions of understanding made with them, and shadow
mode's comparisons."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class ExampleStatus(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # kept for a while, so that the same words are not proposed again


class ProposalReason(StrEnum):
    FELL_THROUGH = "fell_through"  # nobody could act on it
    CLARIFIED = "clarified"  # which service was meant was asked back, and answered
    CORRECTED = "corrected"  # what it started was cancelled at once, and something else followed


class NluExample(SQLModel, table=True):
    """An utterance that may become an example. Proposed, it is a citizen's and goes with the conversation; accepted, it
    is the city's own and knows nobody."""

    __tablename__ = "nlu_example"
    __table_args__ = ({"sqlite_autoincrement": True},)  # staff name them by their ids, so none is given twice

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    )
    inbox_id: int | None = Field(default=None, unique=True)  # no foreign key, the row outlives the inbox
    utterance: str = Field(sa_column=Column(EncryptedText, nullable=False))
    # Of the words, while accepted: no text is an example twice, whoever accepts it at the same moment.
    fingerprint: str | None = Field(default=None, unique=True)
    intent: str = ""  # suggested, then decided; empty: no suggestion
    reason: str
    status: str = Field(default=ExampleStatus.PROPOSED, index=True)
    said_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    decided_by: str = ""


class NluVersion(SQLModel, table=True):
    """A set of accepted examples that was measured. `name` is the model's, made of all that it was trained from."""

    __tablename__ = "nlu_version"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    example_ids: list[int] = Field(sa_column=Column(JSON, nullable=False))
    examples: int  # the rooms' and the accepted ones
    figures: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # on the held-out sentences, without them
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def to_json(self) -> dict[str, Any]:
        """As staff's commands print it."""
        return {**self.model_dump(exclude={"id", "made_at"}), "made_at": self.made_at.isoformat()}


class NluServing(SQLModel, table=True):
    """A version went into service; the row with the highest id says which one is."""

    __tablename__ = "nlu_serving"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(
        sa_column=Column(Integer, ForeignKey("nlu_version.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str = ""


class NluComparison(SQLModel, table=True):
    """What two engines made of one utterance; its words are in the tracker event alone."""

    __tablename__ = "nlu_comparison"
    __table_args__ = (Index("ix_nlu_comparison_at", "at", "agrees"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    inbox_id: int = Field(unique=True)
    engine: str  # that answered the citizen
    intent: str
    confidence: float
    shadow: str  # the engine that ran beside it
    shadow_intent: str
    shadow_confidence: float
    agrees: bool
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))  # when it was said
