"""What came of one address into the database, in one transaction: the page, its links, and that it is done."""

from __future__ import annotations

from sqlmodel import Session, col, select, update

from bot.clock import utc_now
from bot.db import Database
from knowledge.crawl.frontier import Frontier
from knowledge.crawl.models import CrawlKind, KnowledgeCrawl, KnowledgeCrawlAddress, KnowledgeFetch, Outcome
from knowledge.crawl.pages import PageRecord, free_aliases
from knowledge.crawl.runs import hold
from knowledge.crawl.storing import is_served
from knowledge.crawl.visit import READER, Visit

_RUN_COLUMNS = ("kind", "seeded", "partial", "requests", "received_bytes", "left_out", "notes", "holder", "held_until")


class Record:
    """Writes for one crawl."""

    def __init__(self, database: Database, run: KnowledgeCrawl, frontier: Frontier) -> None:
        self._database, self._run, self._frontier = database, run, frontier

    def find_known(self, url: str) -> KnowledgeFetch | None:
        """The last answer of an address, if what was made of it still stands and is ours to keep."""
        with self._database.read() as session:
            fetch = session.exec(select(KnowledgeFetch).where(KnowledgeFetch.url == url)).first()
            session.expunge_all()
            if fetch is None or fetch.reader != READER or fetch.same_as:
                return None
            settled = is_served(session, fetch.page_id) if fetch.page_id else bool(fetch.reason)
            return fetch if settled and fetch.content_hash else None

    def write(self, row: KnowledgeCrawlAddress, visit: Visit) -> None:
        """Store what came of an address; the next one is asked for only when this is safe."""
        with self._database.write() as session:
            self._write(session, row, visit)
            self.write_run(session)
        self._frontier.done += 1

    def write_run(self, session: Session) -> None:
        """Store how far the crawl is, and that it is alive."""
        hold(self._run)
        values = {name: getattr(self._run, name) for name in _RUN_COLUMNS}
        session.exec(update(KnowledgeCrawl).where(col(KnowledgeCrawl.id) == self._run.id).values(**values))

    def _write(self, session: Session, row: KnowledgeCrawlAddress, visit: Visit) -> None:
        session.add(row)
        row.outcome, row.reason, row.target = visit.outcome, visit.reason, visit.target
        if visit.outcome is Outcome.LISTED:
            return
        fetch = session.exec(select(KnowledgeFetch).where(KnowledgeFetch.url == row.url)).first()
        if fetch is None:
            if not visit.status and visit.outcome is not Outcome.FAILED:
                return  # it was not asked for
            fetch = KnowledgeFetch(url=row.url, source=self._run.source, fetched_at=utc_now())
            session.add(fetch)
        self._update(session, row, fetch, visit)

    def _update(self, session: Session, row: KnowledgeCrawlAddress, fetch: KnowledgeFetch, visit: Visit) -> None:
        if self._run.kind != CrawlKind.FEED:
            fetch.source = self._run.source
        fetch.status, fetch.fetched_at = visit.status, utc_now()
        if visit.outcome is Outcome.FAILED:
            fetch.failures += 1
            row.reason = f"{visit.reason}, {fetch.failures} times in a row" if fetch.failures > 1 else visit.reason
            self._follow(session, fetch)
            return
        fetch.failures = 0
        fetch.etag, fetch.last_modified = visit.etag, visit.last_modified
        if visit.read is not None:
            PageRecord(session, self._run, row, fetch).store(visit, visit.read)
        elif visit.outcome in (Outcome.UNCHANGED, Outcome.NOT_MODIFIED):
            row.page_id, row.page_url, row.reason, row.note = fetch.page_id, fetch.page_url, fetch.reason, fetch.note
            row.outcome = visit.outcome if fetch.page_id else Outcome.SKIPPED
        else:
            fetch.content_hash, fetch.same_as, fetch.reason, fetch.links = "", "", visit.reason, []
            free_aliases(session, self._run, fetch.url)
        self._follow(session, fetch)
        self._frontier.admit(session, [visit.target], hops=row.hops + 1)

    def _follow(self, session: Session, fetch: KnowledgeFetch) -> None:
        """A sitemap or feed has no other pages than those it lists."""
        if self._run.kind == CrawlKind.SITE:
            self._frontier.admit(session, fetch.links)
