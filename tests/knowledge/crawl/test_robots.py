"""robots.txt is obeyed, and what it forbids is shown; the pace is the site's and the city's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import SetupError
from knowledge.crawl.pace import SLICE_SECONDS
from knowledge.crawl.window import parse_window
from tests.knowledge.crawl.conftest import Crawl
from tests.knowledge.crawl.site_server import Site

TEXT = "text/plain; charset=utf-8"
RULES = "User-agent: *\nDisallow: /private\nDisallow: /*.pdf$\n\nUser-agent: BadBot\nDisallow: /\n"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: what is forbidden does not depend on the database."""
    return f"sqlite:///{tmp_path / 'madoguchi.db'}"


class Clock:
    """A clock that only goes on when it is waited for."""

    def __init__(self, now: datetime) -> None:
        self.time = now
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 10, 1, 12, 59, 30, tzinfo=UTC))  # 21:59:30 in Tokyo


def test_what_is_forbidden_is_not_asked_for_and_shown(crawl: Crawl, site: Site) -> None:
    site.put("/robots.txt", RULES.encode(), TEXT)
    site.page("/", "市", "本文", ("/private/a", "/form.pdf", "/form.pdf?x=1", "/open"))
    site.page("/open", "公開", "本文")
    site.redirect("/form.pdf?x=1", "/private/b")
    report = crawl()
    assert report.stored.added == 2
    assert report.skipped == tuple(
        (f"{site.root}{path}", "robots.txt forbids") for path in ("/private/a", "/form.pdf", "/private/b")
    )
    assert not {"/private/a", "/private/b", "/form.pdf"} & set(site.paths())


def test_a_site_that_forbids_all_is_left_alone(crawl: Crawl, site: Site) -> None:
    site.page("/", "市", "本文", ("/a",))
    site.page("/a", "税", "本文")
    crawl()
    site.put("/robots.txt", b"User-agent: madoguchi\nDisallow: /\n", TEXT)
    report = crawl()
    assert (site.paths(), report.skipped) == ([], ((f"{site.root}/", "robots.txt forbids"),))
    assert (report.kept, report.stored.removed) == (2, 0)


def test_we_say_who_we_are(crawl: Crawl, site: Site) -> None:
    site.page("/", "市", "本文")
    crawl()
    assert site.asked[0].headers["User-Agent"].startswith("Madoguchi/")
    assert all(one.headers["User-Agent"].endswith(f"(+{site.root}/)") for one in site.asked)
    crawl(contact="mailto:web@city.example")
    assert all(one.headers["User-Agent"].endswith("(+mailto:web@city.example)") for one in site.asked)


def test_the_delay_is_kept_and_the_site_may_ask_for_more(crawl: Crawl, site: Site, clock: Clock) -> None:
    site.page("/", "市", "本文", ("/a",))
    site.page("/a", "税", "本文")
    crawl(delay_seconds=1.0, now=clock.now, wait=clock.wait)
    assert clock.waits == [1.0] * 3
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 7.5\n", TEXT)
    clock.waits.clear()
    crawl(delay_seconds=1.0, now=clock.now, wait=clock.wait)
    assert clock.waits == [7.5] * 3


def test_a_site_that_wants_a_pause_gets_it(crawl: Crawl, site: Site, clock: Clock) -> None:
    site.page("/", "市", "本文", ("/a", "/b"))
    site.answer("/a", 429, Retry_After="40")
    site.page("/b", "税", "本文")
    report = crawl(now=clock.now, wait=clock.wait)
    assert clock.waits == [40.0]
    assert report.failed == ((f"{site.root}/a", "answers 429"),)


def test_the_site_is_asked_only_in_the_window(crawl: Crawl, site: Site, clock: Clock) -> None:
    site.page("/", "市", "本文", ("/a", "/b"))
    site.page("/a", "税", "本文")
    site.page("/b", "水道", "本文")
    crawl(delay_seconds=20.0, window=parse_window("22:00-22:01"), now=clock.now, wait=clock.wait)
    assert clock.waits[0] == 30.0
    assert max(clock.waits) == SLICE_SECONDS
    assert clock.time == datetime(2026, 10, 2, 13, 0, 20, tzinfo=UTC)  # three requests a night


@pytest.mark.parametrize("text", ["22-6", "24:00-06:00", "06:00-06:00", "a", "22:00", ""])
def test_no_window(text: str) -> None:
    with pytest.raises(SetupError, match="no window of time"):
        parse_window(text)


def test_a_window_over_midnight_and_one_by_day() -> None:
    night, day = parse_window("22:00-06:00"), parse_window("9:30-17:00")
    at = datetime(2026, 10, 1, 15, 0, tzinfo=UTC)  # midnight in Tokyo
    assert (night.seconds_until_open(at), day.seconds_until_open(at)) == (0.0, 9.5 * 3600)
    at += timedelta(hours=12)
    assert (night.seconds_until_open(at), day.seconds_until_open(at)) == (10 * 3600.0, 0.0)
    at += timedelta(hours=6)
    assert day.seconds_until_open(at) == 15.5 * 3600
