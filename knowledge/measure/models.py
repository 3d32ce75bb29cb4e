"""Questions drawn from what citizens asked, for staff to judge. A row refers to no citizen and to no conversation."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class Verdict(StrEnum):
    RIGHT = "right"  # what was answered is right
    PARTLY = "partly"  # something in it is right, and something is wrong or missing
    WRONG = "wrong"  # it is not: the one thing a counter must not do
    ABSTAINED_RIGHTLY = "abstained_rightly"  # no direct answer, and the knowledge has none
    ABSTAINED_WRONGLY = "abstained_wrongly"  # no direct answer, though the knowledge has one
    ESCALATED = "escalated"  # a person was needed, whatever the knowledge says
    UNCLEAR = "unclear"  # who judged it can't tell: it counts for nothing


COUNTED = tuple(verdict for verdict in Verdict if verdict is not Verdict.UNCLEAR)


class KnowledgeJudgement(SQLModel, table=True):
    """One question of a week's sample; judged once `judged_at` is set. `number` counts from 0 within its week."""

    __tablename__ = "knowledge_judgement"
    __table_args__ = (
        UniqueConstraint("week", "number"),
        CheckConstraint("(verdict = '') = (judged_at IS NULL)", name="judged"),
    )

    id: int | None = Field(default=None, primary_key=True)
    week: date = Field(index=True)  # its Monday
    number: int
    utterance: str | None = Field(default=None, sa_column=Column(EncryptedText, nullable=True))  # forgotten in time
    shown_id: str = ""  # what was answered; empty where the counter abstained
    offered_ids: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # best first
    band: str
    probability: float
    sampled_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    judged_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    judged_by: str = ""
    # Who has it on the screen, since when, so that no two judge it.
    taken_by: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    taken_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    verdict: str = ""
    right_id: str = ""  # the entry that is, or would have been, right; empty: there is none, or nobody knows it
