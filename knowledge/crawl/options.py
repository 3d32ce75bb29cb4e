"""How a website is crawled."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot import __version__
from bot.clock import utc_now
from knowledge.crawl.network import Resolve, resolve_host
from knowledge.crawl.window import Window, parse_window
from knowledge.sources.site_rules import SiteRules, read_site_rules

NAME = "Madoguchi"  # what robots.txt may call us


@dataclass(frozen=True)
class CrawlOptions:
    """The defaults are polite. `now`, `wait` and `resolve` are the clock and the resolver of host names."""

    delay_seconds: float = 1.0  # between an answer and the next request; the site may ask for more
    window: Window | None = None  # outside of it the crawl pauses
    contact: str = ""  # an address for the site's administrator; empty: the site itself
    most_pages: int = 20_000
    most_alike: int = 400  # addresses that differ only in dates or in the digits of their query
    most_bytes: int = 5_000_000  # of one page; more is a listing nobody asks for, or a trap
    most_listing_bytes: int = 52_428_800  # of one sitemap, unpacked; what sitemaps.org allows
    most_seconds: float = 120.0  # for one answer
    most_failures: int = 10  # in a row: then the site does not answer, and the crawl stops
    allow_private: bool = False  # machines that are not on the public internet
    accept_removals: bool = False  # even of more than half of the pages
    again: bool = False  # read what has not changed, too
    restart: bool = False  # forget an interrupted crawl
    rules: Mapping[str, SiteRules] = field(default_factory=dict)
    now: Callable[[], datetime] = utc_now
    wait: Callable[[float], None] = time.sleep
    resolve: Resolve = resolve_host

    def user_agent(self, site: str) -> str:
        contact = (self.contact or site).encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")
        return f"{NAME}/{__version__} (+{contact})"


def make_options(given: Mapping[str, Any]) -> CrawlOptions:
    """Of what the command was given, by its names. Raises SetupError."""
    return CrawlOptions(
        delay_seconds=given["delay"],
        window=parse_window(given["window"]) if given["window"] else None,
        contact=given["contact"],
        most_pages=given["pages"],
        most_alike=given["alike"],
        allow_private=given["allow_private"],
        accept_removals=given["accept_removals"],
        again=given["again"],
        restart=given["restart"],
        rules=read_site_rules(given["rules"]) if given["rules"] else {},
    )
