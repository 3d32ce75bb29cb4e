"""What citizens want to hear of, and the saved rules by which many are written to at once.

Who needs help to flee, or how old somebody's children are, must not be read from the database file, and has to be
found among 380,000 in seconds. So a `Subscription` holds it sealed, and `SubscriptionTag` finds it blindly: an HMAC of
the value and of the row's bucket. Equal values of different buckets look different, so that nobody can tell by how
often a tag occurs what it stands for. Topics and areas are plain tags.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

import bot.models.conversation
import bot.models.staff  # noqa: F401  # the tables that keys point to, whoever imports this first
from bot.models.columns import UtcDateTime
from bot.models.sealed import SealedJson

LONGEST_TAG = 80


class Subscription(SQLModel, table=True):
    """What one citizen has chosen. Who has no row never chose: the standing topics, no area, their language."""

    __tablename__ = "subscription"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a tag's bucket comes from the id, so none is given twice

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), unique=True, nullable=False)
    )
    # Those that are wanted; of the standing ones, which everybody hears of, those that are not, with a minus.
    topics: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    areas: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # as chosen
    has_area: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    language: str = Field(default="", sa_column=Column(String, nullable=False, server_default=text("''")))
    # In minutes after midnight in Tokyo; from one to before the other, maybe over midnight. None: the city's.
    quiet_from: int | None = None
    quiet_until: int | None = None
    is_stopped: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    # {"needs": […], "children": ["2023-04", …]}
    personal: dict[str, Any] | None = Field(
        default=None, sa_column=Column(SealedJson("subscription.personal"), nullable=True)
    )
    consented_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))  # to keeping `personal`
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SubscriptionTag(SQLModel, table=True):
    """What a row of `Subscription` is found by; written with it and by nothing else."""

    __tablename__ = "subscription_tag"
    __table_args__ = (
        UniqueConstraint("subscription_id", "tag"),
        Index("ix_subscription_tag_tag", "tag", "subscription_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subscription_id: int = Field(
        sa_column=Column(Integer, ForeignKey("subscription.id", ondelete="CASCADE"), nullable=False)
    )
    tag: str = Field(sa_column=Column(String(LONGEST_TAG), nullable=False))


class Segment(SQLModel, table=True):
    """A rule with a name. It is read anew whenever it is used."""

    __tablename__ = "segment"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit log names it when it is gone

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    rule: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_by: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"), nullable=True)
    )


class ContactList(SQLModel, table=True):
    """People who agreed elsewhere to be written to, as a file said."""

    __tablename__ = "contact_list"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the audit log names it when it is gone

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    changed_by: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("staff.id", ondelete="SET NULL"), nullable=True)
    )


class ContactListEntry(SQLModel, table=True):
    """One of them, known again by the mark of the account with the city (`bot.services.account_marks`) alone."""

    __tablename__ = "contact_list_entry"
    __table_args__ = (UniqueConstraint("list_id", "account_mark"),)

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(sa_column=Column(Integer, ForeignKey("contact_list.id", ondelete="CASCADE"), nullable=False))
    account_mark: str = Field(sa_column=Column(String(64), index=True, nullable=False))
    consented_on: date
    source: str  # where they agreed: the form or event
