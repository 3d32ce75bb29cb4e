"""Reading the audit log: what auditors list, and who has seen a citizen's data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, func, tuple_
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from bot.clock import TOKYO
from bot.models.audit import ActorKind, AuditEntry

PAGE = 50
STREAMED = 2_000  # rows held at a time
_ENTRIES = SQLModel.metadata.tables["audit_entry"]


@dataclass(frozen=True)
class Filter:
    """Which entries; what is empty does not matter. `since` is included, `until` is not; both are aware."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str = ""  # their id
    action: str = ""
    object_kind: str = ""
    object_id: str = ""
    conversation_id: int | None = None
    departments: frozenset[str] | None = None  # in which it was done; None: in any

    def list_conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.since:
            yield col(AuditEntry.at) >= self.since
        if self.until:
            yield col(AuditEntry.at) < self.until
        if self.departments is not None:
            yield col(AuditEntry.department).in_(self.departments)
        if self.conversation_id is not None:
            yield col(AuditEntry.conversation_ref) == self.conversation_id
        columns = {
            AuditEntry.actor_id: self.actor,
            AuditEntry.action: self.action,
            AuditEntry.object_kind: self.object_kind,
            AuditEntry.object_id: self.object_id,
        }
        yield from (col(column) == wanted for column, wanted in columns.items() if wanted)


@dataclass(frozen=True)
class Position:
    """An entry in the list of entries, newest first."""

    at: datetime
    sequence: int


@dataclass(frozen=True)
class Page:
    """Entries, newest first, and where the older ones go on; `older` is None on the last page."""

    entries: Sequence[AuditEntry]
    older: Position | None


def list_entries(session: Session, wanted: Filter, after: Position | None = None, size: int = PAGE) -> Page:
    """The page that follows `after`, the first without it. As fast with a million entries as with ten."""
    order = (col(AuditEntry.at), col(AuditEntry.sequence))
    statement = select(AuditEntry).where(*wanted.list_conditions())
    if after:
        statement = statement.where(tuple_(*order) < (after.at, after.sequence))
    found = session.exec(statement.order_by(*(column.desc() for column in order)).limit(size + 1)).all()
    entries = found[:size]
    is_last = len(found) == len(entries)
    return Page(entries, None if is_last else Position(entries[-1].at, entries[-1].sequence))


@dataclass(frozen=True)
class Access:
    """Staff of one department, in one role and for one purpose, had to do with a citizen's data that often in a day."""

    at: datetime  # the last time, aware
    department: str
    role: str
    purpose: str
    times: int


def list_accesses(session: Session, conversation_id: int) -> list[Access]:
    """Who has seen or changed this citizen's data, newest first; the system and the citizen themselves are left out."""
    columns = (AuditEntry.at, AuditEntry.department, AuditEntry.role, AuditEntry.purpose)
    statement = (
        select(*columns)
        .where(AuditEntry.conversation_ref == conversation_id, AuditEntry.actor_kind == ActorKind.STAFF)
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.sequence).desc())
    )
    days = groupby(session.exec(statement), lambda row: (row[0].astimezone(TOKYO).date(), *row[1:]))
    grouped = [list(rows) for _, rows in days]
    return [Access(*rows[0], times=len(rows)) for rows in grouped]


def count_entries(session: Session, wanted: Filter) -> int:
    """How many there are."""
    return session.exec(select(func.count()).select_from(AuditEntry).where(*wanted.list_conditions())).one()


def stream_entries(session: Session, wanted: Filter) -> Iterator[Row[Any]]:
    """All of them, oldest first, without ever holding many."""
    order = (col(AuditEntry.at), col(AuditEntry.sequence))
    statement = sa_select(_ENTRIES).where(*wanted.list_conditions()).order_by(*order)
    yield from session.execute(statement, execution_options={"yield_per": STREAMED})
