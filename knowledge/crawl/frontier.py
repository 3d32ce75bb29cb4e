"""The addresses of one crawl: which were seen, which wait, and which are not let in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import insert
from sqlmodel import Session, col, func, select, update

from bot.db import Database
from knowledge.crawl.addresses import find_pattern, find_trap, get_site, is_file
from knowledge.crawl.models import KnowledgeCrawl, KnowledgeCrawlAddress, Outcome
from knowledge.crawl.options import CrawlOptions

MOST_LEFT_OUT = 200  # reasons that are kept of addresses not let in; a trap has endless many


class Frontier:
    """The rows are the truth; what is kept here of them makes letting in fast. One process has it at a time."""

    def __init__(self, database: Database, run: KnowledgeCrawl, options: CrawlOptions) -> None:
        self._database, self._run, self._options = database, run, options
        self._id = run.id or 0  # never 0: it was stored
        self._site = get_site(run.source)
        self._seen: set[str] = set()
        self._alike: Counter[str] = Counter()
        self.done = 0
        with database.read() as session:
            rows = select(KnowledgeCrawlAddress.url, KnowledgeCrawlAddress.listed, KnowledgeCrawlAddress.outcome)
            for url, listed, outcome in session.exec(rows.where(KnowledgeCrawlAddress.crawl_id == self._id)):
                self._seen.add(url)
                self._alike[find_pattern(url)] += not listed
                self.done += outcome != Outcome.WAITING

    def __len__(self) -> int:
        return len(self._seen)

    @property
    def is_full(self) -> bool:
        return len(self._seen) >= self._options.most_pages

    def admit(self, session: Session, addresses: Iterable[str], *, listed: bool = False, hops: int = 0) -> None:
        """Let clean addresses in that are new and on the site; `listed` ones are no traps."""
        rows = []
        for address in addresses:
            if not address or address in self._seen or is_file(address) or get_site(address) != self._site:
                continue
            if self._is_let_in(address, listed or hops > 0):
                self._seen.add(address)
                rows.append({"crawl_id": self._id, "url": address, "listed": listed, "hops": hops} | _NEW)
        if rows:
            session.execute(insert(KnowledgeCrawlAddress), rows)

    def leave_out(self, address: str, reason: str) -> None:
        """Keep for the report why something was not let in; the caller stores the run."""
        if len(self._run.left_out) < MOST_LEFT_OUT:
            self._run.left_out = {**self._run.left_out, address: reason}

    def note_partial(self, note: str) -> None:
        """Not all addresses will be known, so that none may be missed; the caller stores the run."""
        self._run.partial = True
        if note not in self._run.notes:
            self._run.notes = [*self._run.notes, note]

    def find_next(self) -> KnowledgeCrawlAddress | None:
        """The address that waits longest."""
        waiting = KnowledgeCrawlAddress.crawl_id == self._id, KnowledgeCrawlAddress.outcome == Outcome.WAITING
        with self._database.read() as session:
            first = select(func.min(KnowledgeCrawlAddress.id)).where(*waiting).scalar_subquery()
            row = session.exec(select(KnowledgeCrawlAddress).where(KnowledgeCrawlAddress.id == first)).first()
            session.expunge_all()
            return row

    def put_back(self, ids: Sequence[int]) -> None:
        """Addresses that were not answered wait again."""
        values = {"outcome": Outcome.WAITING, "reason": ""}
        with self._database.write() as session:
            session.exec(update(KnowledgeCrawlAddress).where(col(KnowledgeCrawlAddress.id).in_(ids)).values(**values))

    def _is_let_in(self, address: str, listed: bool) -> bool:
        pattern = "" if listed else find_pattern(address)
        if self.is_full:
            most = self._options.most_pages
            self.note_partial(f"there are more than {most:,} addresses, the page limit; the others were not read")
        elif trap := find_trap(address):
            self.leave_out(address[:300], trap)
        elif pattern and self._alike[pattern] >= self._options.most_alike:
            most = self._options.most_alike
            self.leave_out(
                pattern, f"only the first {most:,} addresses that differ in dates or a query's digits are read"
            )
        else:
            self._alike[pattern] += 1
            return True
        return False


_NEW = {"outcome": Outcome.WAITING, "page_id": "", "page_url": "", "reason": "", "note": "", "target": ""}
