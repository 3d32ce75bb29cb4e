"""A page that was read into the entries; the same page under several addresses is kept once."""

from __future__ import annotations

from sqlalchemy import or_
from sqlmodel import Session, col, select

from bot.clock import utc_now
from knowledge.crawl.models import KnowledgeCrawl, KnowledgeCrawlAddress, KnowledgeFetch, Outcome
from knowledge.crawl.reading import ReadPage
from knowledge.crawl.storing import store_page, take_back
from knowledge.crawl.visit import READER, Visit
from knowledge.entries import NewEntry

_ALIVE = [outcome.value for outcome in Outcome if outcome.is_alive]


def free_aliases(session: Session, run: KnowledgeCrawl, url: str) -> None:
    """An address has lost its page: others that were the same page are asked for again, in this crawl."""
    aliases = session.exec(select(KnowledgeFetch).where(KnowledgeFetch.same_as == url)).all()
    for fetch in aliases:
        fetch.same_as = ""
        mine = KnowledgeCrawlAddress.crawl_id == run.id, KnowledgeCrawlAddress.url == fetch.url
        row = session.exec(select(KnowledgeCrawlAddress).where(*mine)).first()
        if row is not None:
            row.outcome, row.reason = Outcome.WAITING, ""
            fetch.reason, fetch.content_hash = "", ""


class PageRecord:
    """One page of one crawl, within a transaction of the caller."""

    def __init__(
        self, session: Session, run: KnowledgeCrawl, row: KnowledgeCrawlAddress, fetch: KnowledgeFetch
    ) -> None:
        self._session, self._run, self._row, self._fetch = session, run, row, fetch

    def store(self, visit: Visit, read: ReadPage) -> None:
        """Store what was read, and say in `row` and `fetch` what became of it."""
        row, fetch = self._row, self._fetch
        fetch.content_hash, fetch.links, fetch.reader = visit.content_hash, [*read.links], READER
        if read.canonical:
            fetch.links = [*dict.fromkeys((*read.links, read.canonical))]
        fetch.same_as, fetch.reason, fetch.note = "", read.reason, read.note
        row.outcome, row.reason, row.note = Outcome.SKIPPED, read.reason, read.note
        if read.entry is None:
            return
        if (own := self._find_own(read)) is not None:
            self._join(own)
            return
        others = self._find_same(read.entry.external_id, visit.content_hash)
        same = next((other for other, _ in others if other.page_id != read.entry.external_id), None)
        holder = next((pair for pair in others if pair[0].page_id == read.entry.external_id), None)
        if same is not None or (holder is not None and read.canonical != row.url):
            self._join(same or others[0][0])
            return
        self._keep(read.entry)
        if holder is not None:
            self._take_over(*holder)

    def _find_own(self, read: ReadPage) -> KnowledgeFetch | None:
        """The page's own address, if this is another one and that one has it, as far as is known."""
        if read.entry is None or read.canonical in ("", self._row.url):
            return None
        own = select(KnowledgeFetch).where(KnowledgeFetch.url == read.canonical, KnowledgeFetch.content_hash != "")
        return self._session.exec(own.where(KnowledgeFetch.page_id == read.entry.external_id)).first()

    def _find_same(self, page_id: str, content_hash: str) -> list[tuple[KnowledgeFetch, KnowledgeCrawlAddress]]:
        """Pages of this crawl with the same id or the same bytes. Only of this crawl: older ones may be gone."""
        address = KnowledgeCrawlAddress
        statement = (
            select(KnowledgeFetch, address)
            .join(address, col(address.url) == col(KnowledgeFetch.url))
            .where(address.crawl_id == self._run.id, col(address.outcome).in_(_ALIVE), KnowledgeFetch.page_id != "")
            .where(or_(col(KnowledgeFetch.page_id) == page_id, col(KnowledgeFetch.content_hash) == content_hash))
            .where(KnowledgeFetch.url != self._row.url)
            .order_by(col(address.id))
        )
        return list(self._session.exec(statement).all())

    def _keep(self, entry: NewEntry) -> None:
        row, fetch = self._row, self._fetch
        outcome = store_page(self._session, entry, fetch.source)
        if fetch.page_id and fetch.page_id != entry.external_id:
            self._release(fetch.page_id)
        if outcome is not Outcome.UNCHANGED:
            fetch.changed_at = utc_now()
        fetch.page_id, fetch.page_url = entry.external_id, entry.url
        row.outcome, row.page_id, row.page_url = outcome, entry.external_id, entry.url

    def _join(self, other: KnowledgeFetch) -> None:
        """This address is another's page; what it was before is missed when the crawl is complete."""
        self._fetch.same_as = other.url
        self._row.reason = self._fetch.reason = f"is the same page as {other.url}"
        if self._fetch.page_id == other.page_id:
            self._fetch.page_id = ""

    def _take_over(self, other: KnowledgeFetch, other_row: KnowledgeCrawlAddress) -> None:
        """This is the page's own address, found after another one of it."""
        if other_row.outcome in (Outcome.ADDED, Outcome.CHANGED):
            self._row.outcome = other_row.outcome
        other.page_id, other.same_as = "", self._row.url
        other.reason = other_row.reason = f"is the same page as {self._row.url}"
        other_row.outcome, other_row.page_id, other_row.page_url = Outcome.SKIPPED, "", ""

    def _release(self, page_id: str) -> None:
        """The page has another id now; nothing else may hold the old one."""
        held = select(KnowledgeFetch.id).where(KnowledgeFetch.page_id == page_id, KnowledgeFetch.url != self._row.url)
        if self._session.exec(held).first() is None:
            take_back(self._session, [page_id])
