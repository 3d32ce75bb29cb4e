"""A website into the database: each address asked for once, in order, until none is left."""

from __future__ import annotations

from collections.abc import Callable

from bot.db import Database
from bot.errors import InputFileError, TemporaryFault
from knowledge.crawl.addresses import get_address, get_site
from knowledge.crawl.asking import Asking
from knowledge.crawl.completion import complete, list_own_pages
from knowledge.crawl.frontier import Frontier
from knowledge.crawl.models import CrawlKind, KnowledgeCrawl, KnowledgeCrawlAddress, Outcome
from knowledge.crawl.network import NoAnswer, Refused
from knowledge.crawl.options import CrawlOptions
from knowledge.crawl.pace import Pace
from knowledge.crawl.record import Record
from knowledge.crawl.report import CrawlReport
from knowledge.crawl.robots import FORBIDS, Robots
from knowledge.crawl.runs import beat, forget, give_up, take_run
from knowledge.crawl.seeds import Seeds, is_listing
from knowledge.crawl.visit import Visit, fault_visit, judge_answer, make_conditions

Progress = Callable[[int, int], None]  # addresses done, addresses known


def crawl_site(
    database: Database, start_url: str, options: CrawlOptions | None = None, progress: Progress | None = None
) -> CrawlReport:
    """Crawl a site from a page, a sitemap or a feed; an interrupted crawl of the same address goes on.

    Each page is in the database as soon as it was fetched; pages that are gone leave it when the crawl is complete.
    Raises InputFileError when the address is none we read, TemporaryFault when the site does not answer (what is
    known stays, and the next call goes on where this one was) or is being crawled already.
    """
    options = options or CrawlOptions()
    address = get_address(start_url)
    run = take_run(database, address, get_site(address).host, options.restart)
    crawl = SiteCrawl(database, run, options)
    try:
        return crawl.crawl(progress)
    finally:
        crawl.close()
        give_up(database, run)


class SiteCrawl:
    """One run; what it has to know when it goes on is in the database."""

    def __init__(self, database: Database, run: KnowledgeCrawl, options: CrawlOptions) -> None:
        self._database, self._run, self._options = database, run, options
        pace = Pace(options.delay_seconds, options.window, options.now, options.wait, lambda: beat(database, run))
        self._asking = Asking(run, options, pace)
        self._frontier = Frontier(database, run, options)
        self._record = Record(database, run, self._frontier)
        self._seeds = Seeds(database, run, self._frontier, self._record, self._asking)
        self._failed: list[int] = []  # rows in a row without an answer

    def crawl(self, progress: Progress | None) -> CrawlReport:
        """Ask for all addresses that wait, then take back what is gone."""
        robots = self._ask_robots()
        while row := self._frontier.find_next():
            self._visit(row, robots)
            if self._run.kind == CrawlKind.SITE and not self._run.seeded:
                self._seeds.read_sitemaps(robots)
            if progress:
                progress(self._frontier.done, len(self._frontier))
        if self._run.kind == CrawlKind.UNKNOWN and robots.allows(self._run.source):
            forget(self._database, self._run)
            raise InputFileError(f"{self._run.source} redirects, and there is no page at the end")
        return complete(self._database, self._run, self._options.accept_removals)

    def close(self) -> None:
        self._asking.close()

    def _visit(self, row: KnowledgeCrawlAddress, robots: Robots) -> None:
        visit = self._ask(row, robots)
        if self._run.kind == CrawlKind.UNKNOWN:
            self._check_start(row, visit)
        self._record.write(row, visit)
        is_answered = visit.outcome is not Outcome.FAILED or (400 <= visit.status < 500 and visit.status != 429)
        self._failed = [] if is_answered else [*self._failed, row.id or 0]
        if len(self._failed) >= self._options.most_failures:
            self._check_site()

    def _ask(self, row: KnowledgeCrawlAddress, robots: Robots) -> Visit:
        if not robots.allows(row.url):
            return Visit(Outcome.SKIPPED, reason=FORBIDS)
        known = None if self._options.again else self._record.find_known(row.url)
        try:
            with self._asking.ask(row.url, make_conditions(known)) as answer:
                if self._run.kind == CrawlKind.UNKNOWN and answer.status == 200 and is_listing(row.url, answer):
                    kind = self._seeds.take(answer)
                else:
                    return self._note_site(judge_answer(row, known, answer, self._options))
        except (Refused, NoAnswer) as fault:
            return fault_visit(fault)
        return self._note_listing(kind, robots)

    def _note_site(self, visit: Visit) -> Visit:
        if self._run.kind == CrawlKind.UNKNOWN and visit.status in (200, 304):
            self._run.kind = CrawlKind.SITE
        return visit

    def _note_listing(self, kind: CrawlKind, robots: Robots) -> Visit:
        self._seeds.read_waiting(robots)
        self._run.kind, self._run.seeded = kind, True
        if (
            kind is CrawlKind.FEED
        ):  # what has left the feed is asked for again, since only its answer says that it is gone
            with self._database.write() as session:
                self._frontier.admit(session, list_own_pages(session, self._run.source), listed=True)
        return Visit(Outcome.LISTED)

    def _check_start(self, row: KnowledgeCrawlAddress, visit: Visit) -> None:
        """Without the first page there is nothing to crawl; nothing that is known is touched then."""
        if visit.outcome is Outcome.FAILED:
            raise TemporaryFault(f"{row.url} {visit.reason}")
        if visit.outcome in (Outcome.SKIPPED, Outcome.GONE) and visit.reason != FORBIDS:
            forget(self._database, self._run)
            raise InputFileError(f"{row.url} {visit.reason}")

    def _ask_robots(self) -> Robots:
        try:
            return self._asking.ask_robots()
        except NoAnswer as fault:
            raise TemporaryFault(f"{self._run.source} {fault}") from None
        except Refused as fault:
            forget(self._database, self._run)
            raise InputFileError(f"{self._run.source} {fault}") from None

    def _check_site(self) -> None:
        """After many failures: some pages may be broken for ever, or the whole site is down for now."""
        try:
            self._asking.ask_robots()
        except (NoAnswer, Refused):
            self._frontier.put_back(self._failed)
            raise TemporaryFault(
                f"{self._run.source} does not answer any more; the next crawl goes on where this one was"
            ) from None
        self._failed = []
