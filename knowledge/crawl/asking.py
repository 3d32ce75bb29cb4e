"""Requests in their turn: the pace is kept, and what was asked and received is counted in the crawl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from knowledge.crawl.addresses import site_root
from knowledge.crawl.answer import Answer
from knowledge.crawl.connection import Connections
from knowledge.crawl.models import KnowledgeCrawl
from knowledge.crawl.options import CrawlOptions
from knowledge.crawl.pace import Pace
from knowledge.crawl.robots import Robots, read_robots


class Asking:
    """Asks one site for one crawl."""

    def __init__(self, run: KnowledgeCrawl, options: CrawlOptions, pace: Pace) -> None:
        self.options = options
        self._run, self._pace = run, pace
        self._connections = Connections(options, options.user_agent(site_root(run.source)))
        self._before = (run.requests, run.received_bytes)

    @contextmanager
    def ask(self, address: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """As `Connections.get`, when it is our turn."""
        self._pace.await_turn()
        pause = 0.0
        try:
            with self._connections.get(address, headers) as answer:
                pause = answer.read_pause() if answer.status in (429, 503) else 0.0
                yield answer
        finally:
            self._count(pause)

    def ask_robots(self) -> Robots:
        """Raises NoAnswer, Refused."""
        self._pace.await_turn()
        try:
            robots = read_robots(self._connections, site_root(self._run.source))
            self._pace.slow_down(robots.delay_seconds)
            return robots
        finally:
            self._count(0.0)

    def close(self) -> None:
        self._connections.close()

    def _count(self, pause: float) -> None:
        requests, received = self._before
        self._run.requests = requests + self._connections.requests
        self._run.received_bytes = received + self._connections.received_bytes
        self._pace.note_answer(pause)
