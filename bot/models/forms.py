"""What citizens enter in forms on our own pages."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedBytes, EncryptedJson


class EntryState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"


class FormEntry(SQLModel, table=True):
    """One form filled in by one citizen. While it is a draft `content` is what was typed, by input; then what was
    sent, by field. A conversation has at most one draft of a form, which the database sees to.
    """

    __tablename__ = "form_entry"
    __table_args__ = (
        Index(
            "ix_form_entry_draft",
            "conversation_id",
            "form",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        Index("ix_form_entry_changed", "state", "changed_at"),
        {"sqlite_autoincrement": True},  # its number is made of the id, so none is given twice
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    form: str
    key: str = Field(unique=True)  # in the address of its page; opens nothing by itself
    state: str = EntryState.DRAFT
    number: str = ""  # of what was sent, as the citizen is told
    about: str = Field(default="", sa_column_kwargs={"server_default": text("''")})  # what its service has it for
    wants_identity: bool = Field(  # its service takes it only from somebody whom an identity provider has verified
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )
    content: Any = Field(sa_column=Column(EncryptedJson, nullable=False))
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class FormPhoto(SQLModel, table=True):
    """A photo in a form, without what a camera writes into it."""

    __tablename__ = "form_photo"
    __table_args__ = (UniqueConstraint("entry_id", "field"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    entry_id: int = Field(sa_column=Column(Integer, ForeignKey("form_entry.id", ondelete="CASCADE"), nullable=False))
    field: str
    content: bytes = Field(sa_column=Column(EncryptedBytes, nullable=False))  # JPEG
    width: int
    height: int
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class VerifiedIdentity(SQLModel, table=True):
    """Who fills a form in, as an identity provider said. Until the form is sent `given` has what it said, by field;
    then that is in the form with the rest, and `fields` says which it was.
    """

    __tablename__ = "verified_identity"
    __table_args__ = ({"sqlite_autoincrement": True},)  # one that took another's place is told from it by its id

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    entry_id: int = Field(
        sa_column=Column(Integer, ForeignKey("form_entry.id", ondelete="CASCADE"), unique=True, nullable=False)
    )
    provider: str
    provider_name: str = ""  # as it was called then
    subject_fingerprint: str  # the same for the same person at the same provider, and no way back to who it is
    assurance: str = ""  # the level, in the provider's words
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))
    given: dict[str, str] = Field(sa_column=Column(EncryptedJson, nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    good_until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
