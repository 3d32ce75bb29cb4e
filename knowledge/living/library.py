"""What the check reads: FAQ, the passages of pages, and the vectors that are stored for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

import numpy as np
from sqlmodel import Session, col, func, select

from bot.db import Database
from knowledge.encoders.protocol import Vectors
from knowledge.living.comparison import Section
from knowledge.living.models import EvidenceStatus, KnowledgeEvidence
from knowledge.models import EntryKind, KnowledgeEntry, KnowledgePassage, PassageRole

Row = TypeVar("Row")

BATCH = 500  # SQLite takes a limited number of values in one statement
INDEX_PAGES = ("index.html", "index.htm", "index.php")


class Library:
    """Reads in short transactions of its own; what it gives is detached from the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_faq(self) -> list[KnowledgeEntry]:
        with self._database.read() as session:
            statement = select(KnowledgeEntry).where(KnowledgeEntry.kind == EntryKind.FAQ, KnowledgeEntry.active)
            return _detached(session, session.exec(statement.order_by(col(KnowledgeEntry.id))))

    def list_evidence(self) -> dict[int, list[KnowledgeEvidence]]:
        """By FAQ; what staff have rejected is among it."""
        with self._database.read() as session:
            rows = _detached(session, session.exec(select(KnowledgeEvidence).order_by(col(KnowledgeEvidence.id))))
        found: dict[int, list[KnowledgeEvidence]] = defaultdict(list)
        for row in rows:
            found[row.entry_id].append(row)
        return found

    def list_pages(self) -> dict[str, str]:
        """Addresses (`plain_address`) to ids of the pages that are there."""
        with self._database.read() as session:
            statement = select(KnowledgeEntry.url, KnowledgeEntry.external_id)
            rows = session.exec(statement.where(KnowledgeEntry.kind == EntryKind.PAGE, KnowledgeEntry.active))
            return {plain_address(url): external_id for url, external_id in rows if url}

    def list_sections(self, page_ids: Iterable[str] | None = None) -> Iterator[Section]:
        """The sections of some pages, or of all; none for a page that is gone."""
        with self._database.read() as session:
            statement = (
                select(KnowledgeEntry.external_id, KnowledgeEntry.url, KnowledgePassage)
                .join(KnowledgePassage, col(KnowledgePassage.entry_id) == KnowledgeEntry.id)
                .where(KnowledgeEntry.active, KnowledgeEntry.kind == EntryKind.PAGE)
                .where(KnowledgePassage.role == PassageRole.SECTION)
                .order_by(col(KnowledgePassage.entry_id), col(KnowledgePassage.position))
            )
            for part in _parts(page_ids):
                chosen = statement if part is None else statement.where(col(KnowledgeEntry.external_id).in_(part))
                for page_id, url, passage in session.exec(chosen):
                    yield _section(page_id, url, passage)

    def get_pages(self, page_ids: Iterable[str]) -> dict[str, list[Section]]:
        """Sections by page; a page that is gone is not in it."""
        found: dict[str, list[Section]] = defaultdict(list)
        for section in self.list_sections(sorted(set(page_ids))):
            found[section.page_id].append(section)
        return found

    def find_encoder(self) -> str:
        """The key of the encoder that made most of the stored vectors; empty when there are none."""
        with self._database.read() as session:
            statement = select(KnowledgePassage.encoder).where(KnowledgePassage.encoder != "")
            statement = statement.group_by(KnowledgePassage.encoder).order_by(func.count().desc())
            return session.exec(statement.limit(1)).first() or ""

    def load_vectors(self, encoder: str, kind: EntryKind, role: PassageRole) -> tuple[list[tuple[str, int]], Vectors]:
        """((external_id, position) of each row, the rows)."""
        with self._database.read() as session:
            statement = (
                select(KnowledgeEntry.external_id, KnowledgePassage.position, KnowledgePassage.embedding)
                .join(KnowledgePassage, col(KnowledgePassage.entry_id) == KnowledgeEntry.id)
                .where(KnowledgeEntry.active, KnowledgeEntry.kind == kind)
                .where(KnowledgePassage.role == role, KnowledgePassage.encoder == encoder)
                .order_by(col(KnowledgePassage.id))
            )
            rows = [row for row in session.exec(statement) if row[2]]
        if not rows:
            return [], np.zeros((0, 0), dtype=np.float32)
        return [(name, position) for name, position, _ in rows], np.stack(
            [np.frombuffer(embedding or b"", dtype="<f4") for _, _, embedding in rows]
        )


def plain_address(url: str) -> str:
    """Equal for addresses of one page: without scheme, fragment, `index.html` and a slash at the end."""
    parts = urlsplit(url.strip())
    folder, _, name = parts.path.rpartition("/")
    path = folder if name.lower() in INDEX_PAGES else parts.path
    return f"{parts.netloc.lower()}{path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def section_of(evidence: KnowledgeEvidence) -> Section:
    """The passage as it was."""
    return Section(
        evidence.page_id, evidence.url, evidence.position, evidence.heading, evidence.text, evidence.content_hash
    )


def is_rejected(evidence: KnowledgeEvidence) -> bool:
    return evidence.status == EvidenceStatus.REJECTED


def _section(page_id: str, url: str, passage: KnowledgePassage) -> Section:
    return Section(page_id, url, passage.position, passage.heading, passage.text, passage.content_hash)


def _detached(session: Session, rows: Iterable[Row]) -> list[Row]:
    found = list(rows)
    session.expunge_all()
    return found


def _parts(ids: Iterable[str] | None) -> Iterator[Sequence[str] | None]:
    if ids is None:
        yield None
        return
    listed = list(ids)
    yield from (listed[start : start + BATCH] for start in range(0, len(listed), BATCH))
