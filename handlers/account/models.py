"""Linked accounts, the ways to a link that are under way, and tries to sign in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText


class AccountLink(SQLModel, table=True):
    """A citizen's LINE and their account with the city; neither is linked twice, which the database sees to."""

    __tablename__ = "account_link"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), unique=True, nullable=False)
    )
    account: str = Field(sa_column=Column(EncryptedText, nullable=False))
    account_fingerprint: str = Field(unique=True)
    linked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class AttemptState(StrEnum):
    ISSUED = "issued"  # the citizen was given a link token
    SIGNED_IN = "signed_in"  # it is used, and a nonce bound to the account was made
    LINKED = "linked"
    REFUSED = "refused"  # by LINE, or because the nonce came from somebody else


class LinkAttempt(SQLModel, table=True):
    """One way from a link token over a sign-in and a nonce to a link; each step happens once."""

    __tablename__ = "account_link_attempt"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    state: str = AttemptState.ISSUED
    token_fingerprint: str = Field(unique=True)
    nonce_fingerprint: str | None = Field(default=None, unique=True)
    account: str | None = Field(default=None, sa_column=Column(EncryptedText))  # who signed in, until the nonce comes
    issued_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    signed_in_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class SignInTries(SQLModel, table=True):
    """How often somebody tried to sign in since a moment. It knows no citizen and outlives "delete my data", which
    would give tries back otherwise."""

    __tablename__ = "account_sign_in_tries"

    id: int | None = Field(default=None, primary_key=True)
    subject_fingerprint: str = Field(unique=True)  # of an account's number, or of a citizen
    tries: int
    since: datetime = Field(sa_column=Column(UtcDateTime, index=True, nullable=False))
