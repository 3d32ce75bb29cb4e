"""The end of a crawl: pages that are gone are taken back, unless so many are gone that the site must be at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_
from sqlmodel import Session, col, delete, select, update

from bot.clock import utc_now
from bot.db import Database
from knowledge.crawl.models import (
    CrawlKind,
    CrawlState,
    KnowledgeCrawl,
    KnowledgeCrawlAddress,
    KnowledgeFetch,
    Outcome,
)
from knowledge.crawl.report import CrawlReport
from knowledge.crawl.storing import list_parts, take_back
from knowledge.store import StoreReport

Row = tuple[str, str, str, str | None]  # url, page_id, source, outcome (None: not found in this crawl)


@dataclass(frozen=True)
class _Missing:
    urls: list[str]
    page_ids: list[str]
    known: int  # pages that this crawl could have found


def complete(database: Database, run: KnowledgeCrawl, accept_removals: bool) -> CrawlReport:
    """Take back what is gone, close the crawl, and tell what it did."""
    with database.write() as session:
        missing = _find_missing(session, run)
        kept = 0
        removed: list[str] = []
        if len(missing.page_ids) * 2 > missing.known and not accept_removals:
            kept = len(missing.page_ids)
        else:
            removed = take_back(session, missing.page_ids)
            _forget(session, missing.urls)
        if run.kind != CrawlKind.FEED and not run.partial:
            _forget_others(session, run)
        closed = {"state": CrawlState.COMPLETED, "completed_at": utc_now()}
        session.exec(update(KnowledgeCrawl).where(col(KnowledgeCrawl.id) == run.id).values(**closed))
        rows = select(KnowledgeCrawlAddress).where(KnowledgeCrawlAddress.crawl_id == run.id)
        addresses = session.exec(rows.order_by(col(KnowledgeCrawlAddress.id))).all()
        return _report(run, addresses, removed, kept, missing.known)


def list_own_pages(session: Session, source: str) -> Sequence[str]:
    """The addresses of the pages that only this source has."""
    own = select(KnowledgeFetch.url).where(KnowledgeFetch.source == source, KnowledgeFetch.page_id != "")
    return session.exec(own.order_by(col(KnowledgeFetch.id))).all()


def _find_missing(session: Session, run: KnowledgeCrawl) -> _Missing:
    rows = _list_rows(session, run)
    alive = {page_id for _, page_id, _, outcome in rows if outcome and Outcome(outcome).is_alive}
    known = {page_id for _, page_id, _, outcome in rows if outcome != Outcome.ADDED}
    lost = [row for row in rows if row[1] not in alive and _is_lost(row[3], run)]
    return _Missing([row[0] for row in lost], list(dict.fromkeys(row[1] for row in lost)), len(known))


def _is_lost(outcome: str | None, run: KnowledgeCrawl) -> bool:
    if outcome is None:
        return run.kind != CrawlKind.FEED and not run.partial
    return not Outcome(outcome).is_alive


def _list_rows(session: Session, run: KnowledgeCrawl) -> list[Row]:
    """Addresses with a page that are this source's, or that it came across."""
    address = KnowledgeCrawlAddress
    statement = (
        select(KnowledgeFetch.url, KnowledgeFetch.page_id, KnowledgeFetch.source, address.outcome)
        .join(address, and_(col(address.url) == KnowledgeFetch.url, col(address.crawl_id) == run.id), isouter=True)
        .where(KnowledgeFetch.page_id != "")
        .where(or_(col(KnowledgeFetch.source) == run.source, col(address.id).is_not(None)))
    )
    return [(url, page_id, source, outcome) for url, page_id, source, outcome in session.exec(statement)]


def _forget(session: Session, urls: Sequence[str]) -> None:
    for part in list_parts(urls):
        session.exec(delete(KnowledgeFetch).where(col(KnowledgeFetch.url).in_(part)))


def _forget_others(session: Session, run: KnowledgeCrawl) -> None:
    """Addresses that were no pages, and that nothing leads to any more."""
    found = select(KnowledgeCrawlAddress.url).where(KnowledgeCrawlAddress.crawl_id == run.id)
    others = col(KnowledgeFetch.source) == run.source, col(KnowledgeFetch.page_id) == ""
    session.exec(delete(KnowledgeFetch).where(*others, col(KnowledgeFetch.url).not_in(found)))


def _report(
    run: KnowledgeCrawl, rows: Sequence[KnowledgeCrawlAddress], removed: list[str], kept: int, known: int
) -> CrawlReport:
    def chosen(outcome: Outcome) -> list[KnowledgeCrawlAddress]:
        return [row for row in rows if row.outcome == outcome]

    unmodified, unchanged = chosen(Outcome.NOT_MODIFIED), chosen(Outcome.UNCHANGED)
    added, changed = chosen(Outcome.ADDED), chosen(Outcome.CHANGED)
    notes = list(run.notes)
    if kept:
        notes.append(
            f"{kept:,} of {known:,} known pages were not found: the site must be at fault, so they are kept "
            "(--accept-removals takes them back)"
        )
    skipped = [(row.url, row.reason) for row in rows if row.outcome in (Outcome.SKIPPED, Outcome.GONE)]
    skipped += _list_circles({row.url: row.target for row in chosen(Outcome.REDIRECTED)})
    return CrawlReport(
        stored=StoreReport(len(added), len(changed), len(unchanged) + len(unmodified), len(removed)),
        skipped=(*skipped, *run.left_out.items()),
        failed=tuple((row.url, row.reason) for row in chosen(Outcome.FAILED)),
        remarks=tuple((row.url, row.note) for row in rows if row.note and row.page_id),
        notes=tuple(notes),
        not_modified=len(unmodified),
        requests=run.requests,
        received_bytes=run.received_bytes,
        kept=kept,
        added=tuple(row.page_url for row in added),
        changed=tuple(row.page_url for row in changed),
        removed=tuple(removed),
    )


def _list_circles(targets: Mapping[str, str]) -> list[tuple[str, str]]:
    """Redirects that never come to a page."""
    circles = []
    for url, target in targets.items():
        passed = {url}
        while target in targets and target not in passed:
            passed.add(target)
            target = targets[target]
        if target in passed:
            circles.append((url, "redirects in a circle"))
    return circles
