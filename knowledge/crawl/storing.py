"""Pages as entries, one or all of a source, with the word what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select, update

from bot.clock import utc_now
from bot.db import Database
from knowledge.crawl.models import Outcome
from knowledge.crawl.report import Addressed, CrawlReport
from knowledge.entries import NewEntry
from knowledge.models import KnowledgeEntry
from knowledge.store import StoreReport, store_entry

BATCH = 500  # SQLite takes a limited number of values in one statement


def store_source(
    database: Database,
    entries: Sequence[NewEntry],
    source: str,
    skipped: Addressed = (),
    remarks: Addressed = (),
) -> CrawlReport:
    """Store all pages of a source in one transaction; those no longer in it are taken back."""
    found: dict[Outcome, list[str]] = defaultdict(list)
    with database.write() as session:
        for entry in entries:
            found[store_page(session, entry, source)].append(entry.url)
        there = select(KnowledgeEntry.external_id).where(KnowledgeEntry.source == source, col(KnowledgeEntry.active))
        kept = {entry.external_id for entry in entries}
        removed = take_back(session, [page_id for page_id in session.exec(there) if page_id not in kept])
    added, changed = found[Outcome.ADDED], found[Outcome.CHANGED]
    return CrawlReport(
        stored=StoreReport(len(added), len(changed), len(found[Outcome.UNCHANGED]), len(removed)),
        skipped=skipped,
        remarks=remarks,
        added=tuple(added),
        changed=tuple(changed),
        removed=tuple(removed),
    )


def store_page(session: Session, entry: NewEntry, source: str) -> Outcome:
    """ADDED, CHANGED or UNCHANGED; a page that was taken back and is there again has changed."""
    known = select(KnowledgeEntry).where(KnowledgeEntry.external_id == entry.external_id)
    return Outcome(store_entry(session, entry, session.exec(known).first(), source))


def is_served(session: Session, page_id: str) -> bool:
    """Whether a page is there and was not taken back."""
    found = select(KnowledgeEntry.id).where(KnowledgeEntry.external_id == page_id, col(KnowledgeEntry.active))
    return session.exec(found).first() is not None


def take_back(session: Session, page_ids: Iterable[str]) -> list[str]:
    """Take pages back; the addresses of those that were there."""
    addresses: list[str] = []
    for part in list_parts(list(page_ids)):
        there = col(KnowledgeEntry.external_id).in_(part), col(KnowledgeEntry.active)
        addresses += session.exec(select(KnowledgeEntry.url).where(*there).order_by(col(KnowledgeEntry.id))).all()
        session.exec(update(KnowledgeEntry).where(*there).values(active=False, updated_at=utc_now()))
    return addresses


def list_parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
