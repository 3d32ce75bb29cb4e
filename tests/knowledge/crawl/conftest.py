"""A website on loopback, and options with which it may be crawled at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.db import Database
from knowledge.crawl.options import CrawlOptions
from knowledge.crawl.report import CrawlReport
from knowledge.crawl.site import Progress, crawl_site
from tests.knowledge.crawl.site_server import Site, serve_site

Crawl = Callable[..., CrawlReport]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as running:
        yield running


@pytest.fixture
def other_site() -> Iterator[Site]:
    with serve_site() as running:
        yield running


@pytest.fixture
def crawl(database: Database, site: Site) -> Crawl:
    """`crawl(path, **options)`; what was asked before is forgotten."""

    def run(path: str = "/", progress: Progress | None = None, **changes: Any) -> CrawlReport:
        site.asked.clear()
        options = {"delay_seconds": 0.0, "allow_private": True, **changes}
        return crawl_site(database, site.root + path, CrawlOptions(**options), progress)

    return run
