"""Surveys, what was answered without a name, and opinions on drafts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlmodel import Field, SQLModel

import bot.models.broadcasts
import bot.models.staff  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class SurveyKind(StrEnum):
    SATISFACTION = "satisfaction"
    COMMENT = "comment"  # on a draft: one opinion in one's own words


class Via(StrEnum):
    """How an answer came."""

    LINE = "line"
    WEB = "web"  # the web chat
    PAGE = "page"  # by whoever found the public page


def _survey(**options: Any) -> Column[int]:
    return Column(Integer, ForeignKey("survey.id", ondelete="CASCADE"), nullable=False, **options)


class Survey(SQLModel, table=True):
    """What is asked. Wording is by language. How it stands follows from its broadcast (service/stage.py)."""

    __tablename__ = "survey"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit log names it

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    version: int = 1  # rises with each change, so that nobody lets out other questions than they have seen
    titles: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    intros: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    questions: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))  # service/questions.py
    document_url: str = ""
    asks_name: bool = False
    rule: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # who is asked (bot.services.segments)
    key: str  # of the marks of who has answered; thrown away when nobody can answer any more
    broadcast_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("broadcast.id", ondelete="SET NULL"), unique=True)
    )
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_by: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("staff.id", ondelete="SET NULL")))
    closes_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    is_published: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    are_words_gone: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))  # the retention is over


class SurveyAnswer(SQLModel, table=True):
    """One person's, and nobody's name. `mark` says that they have answered, for as long as they might again."""

    __tablename__ = "survey_answer"
    __table_args__ = (UniqueConstraint("survey_id", "mark"),)

    id: int | None = Field(default=None, primary_key=True)
    survey_id: int = Field(sa_column=_survey())
    mark: str | None = Field(default=None, sa_column=Column(String(64)))
    chosen: dict[str, list[str]] = Field(sa_column=Column(JSON, nullable=False))  # options by question
    language: str
    area: str = ""  # the district's id, where who answers has chosen one
    via: str
    answered_on: date  # no hour, by which a person could be found
    is_doubtful: bool = False  # one of very many from one place: kept, and counted only when staff say so


class SurveyText(SQLModel, table=True):
    """What somebody wrote in their own words. Nobody else sees it before staff have looked at it."""

    __tablename__ = "survey_text"
    __table_args__ = (Index("ix_survey_text_survey", "survey_id", "question"),)

    id: int | None = Field(default=None, primary_key=True)
    survey_id: int = Field(sa_column=_survey())
    answer_id: int = Field(
        sa_column=Column(Integer, ForeignKey("survey_answer.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    question: str
    words: str = Field(sa_column=Column(EncryptedText, nullable=False))
    is_shown: bool = False  # among the results for everybody


class SurveyOpinion(SQLModel, table=True):
    """An opinion on a draft. `gist` and `reply` are the city's own words, for everybody once `is_shown`."""

    __tablename__ = "survey_opinion"
    __table_args__ = (
        Index("ix_survey_opinion_survey", "survey_id", "mark"),
        {"sqlite_autoincrement": True},  # its number is made of the id
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    survey_id: int = Field(sa_column=_survey())
    mark: str | None = Field(default=None, sa_column=Column(String(64)))
    words: str = Field(sa_column=Column(EncryptedText, nullable=False))
    name: str = Field(sa_column=Column(EncryptedText, nullable=False))
    address: str = Field(sa_column=Column(EncryptedText, nullable=False))
    language: str
    via: str
    received_on: date
    is_doubtful: bool = False
    gist: str = ""
    reply: str = ""
    is_shown: bool = False
