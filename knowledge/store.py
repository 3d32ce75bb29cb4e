"""Entries into the database, all of them in one transaction or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from bot.clock import utc_now
from bot.db import Database
from bot.errors import InputFileError
from knowledge.entries import NewEntry
from knowledge.models import EntryKind, EntryState, KnowledgeEntry, KnowledgePassage

BATCH = 500  # SQLite takes a limited number of values in one statement


@dataclass(frozen=True)
class StoreReport:
    """How many entries were new, changed, left as they were, and taken back."""

    added: int
    changed: int
    unchanged: int
    removed: int

    def to_json(self) -> dict[str, int]:
        return asdict(self)


def store_faq(database: Database, entries: Sequence[NewEntry], source: str, *, replace: bool = False) -> StoreReport:
    """Add and update FAQ; with `replace`, the given ones are all there are and others are taken back."""
    obsolete = col(KnowledgeEntry.kind) == EntryKind.FAQ if replace else None
    return _store(database, entries, source, obsolete)


def _store(
    database: Database, entries: Sequence[NewEntry], source: str, obsolete: ColumnElement[bool] | None
) -> StoreReport:
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    with database.write() as session:
        known = _known(session, [entry.external_id for entry in entries])
        for entry in entries:
            counts[store_entry(session, entry, known.get(entry.external_id), source)] += 1
        removed = 0 if obsolete is None else _take_back(session, obsolete, {entry.external_id for entry in entries})
    return StoreReport(removed=removed, **counts)


def _known(session: Session, ids: Sequence[str]) -> dict[str, KnowledgeEntry]:
    found: dict[str, KnowledgeEntry] = {}
    for part in _parts(ids):
        rows = session.exec(select(KnowledgeEntry).where(col(KnowledgeEntry.external_id).in_(part)))
        found.update((row.external_id, row) for row in rows)
    return found


def store_entry(session: Session, entry: NewEntry, row: KnowledgeEntry | None, source: str) -> str:
    if row is not None and row.kind != entry.kind:
        raise InputFileError(f"{source}, id {entry.external_id!r}: this id belongs to a {row.kind} already")
    if row is not None and row.active and row.content_hash == entry.content_hash:
        row.source = source
        return "unchanged"
    values = _columns(entry, source)
    if row is None:
        row = KnowledgeEntry(**values)
    else:
        row.sqlmodel_update(values)
    outcome = "added" if row.id is None else "changed"
    session.add(row)
    session.flush()
    _replace_passages(session, row, entry)
    return outcome


def _columns(entry: NewEntry, source: str) -> dict[str, Any]:
    names = ("external_id", "kind", "title", "text", "url", "department", "language", "category", "checked_on")
    values = {name: getattr(entry, name) for name in (*names, "starts_on", "expires_on", "content_hash")}
    if entry.kind is EntryKind.PAGE:
        values["state"] = EntryState.CURRENT  # what the city's website says is what is true
    return {**values, "source": source, "aliases": list(entry.aliases), "active": True, "updated_at": utc_now()}


def _replace_passages(session: Session, row: KnowledgeEntry, entry: NewEntry) -> None:
    """Write an entry's passages anew; a vector whose text has not changed is kept."""
    old = session.exec(select(KnowledgePassage).where(KnowledgePassage.entry_id == row.id)).all()
    vectors = {passage.content_hash: (passage.encoder, passage.embedding) for passage in old}
    session.exec(delete(KnowledgePassage).where(col(KnowledgePassage.entry_id) == row.id))
    for new in entry.passages:
        encoder, embedding = vectors.get(new.content_hash, ("", None))
        session.add(
            KnowledgePassage(
                entry_id=row.id or 0,  # never 0: the row was flushed
                role=new.role,
                position=new.position,
                text=new.text,
                heading=new.heading,
                content_hash=new.content_hash,
                encoder=encoder,
                embedding=embedding,
            )
        )


def _take_back(session: Session, obsolete: ColumnElement[bool], keep: set[str]) -> int:
    active = select(KnowledgeEntry.external_id).where(obsolete, col(KnowledgeEntry.active))
    gone = [external_id for external_id in session.exec(active) if external_id not in keep]
    for part in _parts(gone):
        found = col(KnowledgeEntry.external_id).in_(part)
        session.exec(update(KnowledgeEntry).where(found).values(active=False, updated_at=utc_now()))
    return len(gone)


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
