"""The addresses a crawl begins with: what sitemaps and feeds list."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from bot.db import Database
from knowledge.crawl.addresses import clean_address, get_site, site_root
from knowledge.crawl.answer import UNSAID_TYPES, Answer
from knowledge.crawl.asking import Asking
from knowledge.crawl.frontier import Frontier
from knowledge.crawl.listings import LISTING_TYPES, Listed, read_listing
from knowledge.crawl.models import CrawlKind, KnowledgeCrawl
from knowledge.crawl.network import NoAnswer, Refused
from knowledge.crawl.record import Record
from knowledge.crawl.robots import FORBIDS, MOST_REDIRECTS, REDIRECTS, Robots

BATCH = 500  # addresses between two commits
MOST_SITEMAPS = 1_000
_SUFFIXES = (".xml", ".xml.gz", ".rdf", ".rss", ".atom")


class Seeds:
    """Reads listings into the frontier; those that can't be read are named, and then nothing is missed."""

    def __init__(
        self, database: Database, run: KnowledgeCrawl, frontier: Frontier, record: Record, asking: Asking
    ) -> None:
        self._database, self._run, self._frontier, self._record, self._asking = database, run, frontier, record, asking
        self._waiting: deque[str] = deque()
        self._seen: set[str] = set()

    def read_sitemaps(self, robots: Robots) -> None:
        """The sitemaps robots.txt names, or the one at the usual place if it is there, and those they name."""
        for address in robots.sitemaps:
            self._await(clean_address(address, self._run.source), address)
        usual = "" if robots.sitemaps else clean_address("/sitemap.xml", self._run.source)
        self._await(usual, usual)
        self.read_waiting(robots, usual)
        self._run.seeded = True
        with self._database.write() as session:
            self._record.write_run(session)

    def read_waiting(self, robots: Robots, usual: str = "") -> None:
        """All sitemaps that were named and not read yet. That there is none at the usual place is no fault."""
        while self._waiting and not self._frontier.is_full:
            address = self._waiting.popleft()
            try:
                if not robots.allows(address):
                    raise Refused(FORBIDS)
                self._read(address, is_expected=address != usual)
            except Refused as fault:
                self._frontier.leave_out(address, str(fault))
            except NoAnswer as fault:
                self._frontier.leave_out(address, str(fault))
                self._frontier.note_partial("not all sitemaps answered, so that no page is missed")

    def take(self, answer: Answer) -> CrawlKind:
        """Let in what an answer lists. Raises Refused when it is no listing, NoAnswer when it breaks off."""
        kind = CrawlKind.UNKNOWN
        listed = read_listing(answer.read_pieces(), self._asking.options.most_listing_bytes)
        for batch in _batches(listed):
            kind = batch[0].kind
            if not self._admit(batch):
                break
        return kind or CrawlKind.SITEMAP

    def _read(self, address: str, is_expected: bool) -> None:
        for _ in range(MOST_REDIRECTS + 1):
            with self._asking.ask(address) as answer:
                if answer.status == 200 and (is_expected or is_listing(address, answer)):
                    self.take(answer)
                    return
                answer.drop()
                if answer.status == 429 or answer.status >= 500:
                    raise NoAnswer(f"answers {answer.status}")
                if answer.status not in REDIRECTS:
                    if is_expected:
                        raise Refused(f"answers {answer.status}")
                    return
                address = clean_address(answer.header("Location"), address)
            if not address or get_site(address) != get_site(self._run.source):
                raise Refused(f"redirects to another host, {address}")
        raise Refused(f"is reached by more than {MOST_REDIRECTS} redirects")

    def _admit(self, batch: list[Listed]) -> bool:
        """Let a batch in; false when the page limit is reached."""
        pages = []
        for one in batch:
            address = clean_address(one.address, self._run.source)
            if one.is_sitemap:
                self._await(address, one.address)
            elif address and get_site(address) != get_site(self._run.source):
                self._frontier.leave_out(site_root(address), "is another host than the one that is crawled")
            else:
                pages.append(address)
        with self._database.write() as session:
            self._frontier.admit(session, pages, listed=True)
            self._record.write_run(session)
        return not self._frontier.is_full

    def _await(self, address: str, written: str) -> None:
        if not written or address in self._seen:
            return
        if not address or get_site(address) != get_site(self._run.source):
            self._frontier.leave_out(written[:300], "is a sitemap on another host than the one that is crawled")
        elif len(self._seen) >= MOST_SITEMAPS:
            self._frontier.note_partial(f"only the first {MOST_SITEMAPS:,} sitemaps were read")
        else:
            self._seen.add(address)
            self._waiting.append(address)


def is_listing(address: str, answer: Answer) -> bool:
    """Whether an answer says that it is a sitemap or a feed."""
    if answer.media_type in UNSAID_TYPES:
        return address.partition("?")[0].lower().endswith(_SUFFIXES)
    return answer.media_type in LISTING_TYPES


def _batches(listed: Iterable[Listed]) -> Iterator[list[Listed]]:
    iterator = iter(listed)
    while batch := list(islice(iterator, BATCH)):
        yield batch
