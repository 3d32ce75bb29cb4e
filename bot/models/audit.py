"""The audit log: who did what, on whom, why. Rows are only ever added, each chained to the one before.

What may be personal is in `details`, encrypted. The chain is over the plain values (bot/services/audit/canonical.py),
so that encrypting them again with a newer key changes nothing in it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary
from sqlmodel import Field, SQLModel

from bot.models.audit_triggers import attach_triggers
from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedJson

_SEQUENCE = BigInteger().with_variant(Integer, "sqlite")  # SQLite's own row id, which is always a number


class ActorKind(StrEnum):
    STAFF = "staff"
    SYSTEM = "system"
    CITIZEN = "citizen"


class AuditEntry(SQLModel, table=True):
    """One act. `sequence` has no gaps; `mac` covers the row and the `mac` before it, with the key called `key_id`."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "at", "sequence"),
        Index("ix_audit_entry_actor", "actor_id", "at", "sequence"),
        Index("ix_audit_entry_action", "action", "at", "sequence"),
        Index("ix_audit_entry_object", "object_kind", "object_id", "at", "sequence"),
        Index("ix_audit_entry_conversation", "conversation_ref", "at", "sequence"),
    )

    sequence: int = Field(sa_column=Column(_SEQUENCE, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    action: str
    actor_kind: str
    actor_id: str
    department: str = ""  # the actor's, when they acted
    role: str = ""  # in which they acted
    object_kind: str = ""
    object_id: str = ""
    # The conversation it is about. No foreign key, and not called conversation_id: rows of tables that have one go with
    # the citizen (bot/services/personal_data.py), and these stay as proof.
    conversation_ref: int | None = None
    purpose: str = ""  # why, as a category that citizens may see
    details: Any = Field(sa_column=Column(EncryptedJson, nullable=False))  # name, address, reason, old, new, fields
    key_id: str
    mac: bytes = Field(sa_column=Column(LargeBinary, nullable=False))

    @property
    def actor_name(self) -> str:
        return str(self.details["name"])

    @property
    def address(self) -> str:
        """The network address the actor came from."""
        return str(self.details["address"])

    @property
    def reason(self) -> str:
        return str(self.details["reason"])

    @property
    def old(self) -> Any:
        return self.details["old"]

    @property
    def new(self) -> Any:
        return self.details["new"]

    @property
    def fields(self) -> tuple[str, ...]:
        """What data was seen or changed, by name."""
        return tuple(self.details["fields"])


class AuditHead(SQLModel, table=True):
    """Where the chain ends: one row, which whoever adds an entry holds. `seal` says that we wrote it."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    sequence: int = Field(sa_column=Column(BigInteger, nullable=False))
    mac: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    key_id: str
    seal: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AuditStart(SQLModel, table=True):
    """Where the chain begins once its oldest entries were removed: one row that says what the last of them was."""

    __tablename__ = "audit_start"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    sequence: int = Field(sa_column=Column(BigInteger, nullable=False))  # up to it everything was removed
    mac: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # of that entry
    removed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    key_id: str
    seal: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


attach_triggers(SQLModel.metadata)
