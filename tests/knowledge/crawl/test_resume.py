"""A crawl that is stopped goes on where it was; two at once are not let in."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler

import pytest
from sqlmodel import select, update

from bot.clock import utc_now
from bot.db import Database
from bot.errors import TemporaryFault
from knowledge.crawl.models import KnowledgeCrawl
from knowledge.crawl.report import changed_urls
from knowledge.crawl.runs import HELD
from tests.knowledge.crawl.conftest import Crawl
from tests.knowledge.crawl.site_server import Site
from tests.knowledge.crawl.test_site import fill, titles

CHILD = """
import sys
from cryptography.fernet import Fernet
from bot.db import Database
from bot.models.vault import Vault
from knowledge.crawl.options import CrawlOptions
from knowledge.crawl.site import crawl_site
database = Database(sys.argv[1], Vault([Fernet.generate_key().decode()], "a secret key"))
crawl_site(database, sys.argv[2], CrawlOptions(delay_seconds=0, allow_private=True))
"""


class Stopped(BaseException):
    """As Ctrl-C would be."""


def stop_after(count: int) -> object:
    def told(done: int, total: int) -> None:
        if done == count:
            raise Stopped

    return told


def test_what_was_fetched_is_there_and_not_fetched_again(site: Site, database: Database, crawl: Crawl) -> None:
    fill(site, 6)
    with pytest.raises(Stopped):
        crawl(progress=stop_after(3))
    first = site.paths()
    assert titles(database) == ["みどり野市", "手続き0", "手続き1"]
    report = crawl()
    assert (report.stored.added, report.stored.unchanged) == (7, 0)
    assert len(changed_urls(report)) == 7
    assert sorted(first + site.paths()) == ["/", *(f"/p{n}.html" for n in range(6))]
    assert report.requests == 7 + 3  # robots.txt was asked for twice, the sitemap once


def test_nothing_is_missed_before_the_end(site: Site, database: Database, crawl: Crawl) -> None:
    fill(site, 6)
    crawl()
    site.answer("/p0.html", 404)
    with pytest.raises(Stopped):
        crawl(progress=stop_after(4))
    assert "手続き0" in titles(database)
    assert crawl().stored.removed == 1
    assert "手続き0" not in titles(database)


def test_a_killed_process_is_followed_at_once(site: Site, database: Database, crawl: Crawl) -> None:
    fill(site, 6)
    children: list[subprocess.Popen[bytes]] = []

    def kill(handler: BaseHTTPRequestHandler) -> None:
        children[0].send_signal(signal.SIGKILL)
        children[0].wait()

    page, site.replies["/p3.html"] = site.replies["/p3.html"], kill
    children.append(subprocess.Popen([sys.executable, "-c", CHILD, database.url, f"{site.root}/"]))
    assert children[0].wait(60) == -signal.SIGKILL
    first = site.paths()
    assert len(titles(database)) == len(first) - 1 == 4
    site.replies["/p3.html"] = page
    report = crawl()
    assert report.stored.added == 7
    assert sorted(first[:-1] + site.paths()) == ["/", *(f"/p{n}.html" for n in range(6))]


def test_a_site_is_crawled_by_one_at_a_time(site: Site, database: Database, crawl: Crawl) -> None:
    fill(site, 2)
    with pytest.raises(Stopped):
        crawl(progress=stop_after(1))
    hold_elsewhere(database)
    site.put("/feed", b"<rss><channel/></rss>", "application/rss+xml")
    for path in ("/", "/feed"):
        with pytest.raises(TemporaryFault, match="is being crawled by another process"):
            crawl(path)
    assert site.asked == []
    hold_elsewhere(database, ago=1)
    assert crawl().stored.added == 3


def hold_elsewhere(database: Database, ago: int = 0) -> None:
    """As if another machine were at work, or had been until it fell silent."""
    with database.write() as session:
        values = {"holder": "elsewhere/1/x", "held_until": utc_now() + HELD * (1 - 2 * ago)}
        session.exec(update(KnowledgeCrawl).values(**values))


def test_restart_forgets_what_was_fetched(site: Site, database: Database, crawl: Crawl) -> None:
    fill(site, 2)
    with pytest.raises(Stopped):
        crawl(progress=stop_after(2))
    report = crawl(restart=True)
    assert (report.stored.added, report.not_modified, len(site.paths())) == (1, 2, 3)


def test_a_site_that_stops_answering_is_gone_on_with(site: Site, database: Database, crawl: Crawl) -> None:
    fill(site, 9)
    crawl()
    for number in range(2, 9):
        site.answer(f"/p{number}.html", 500)
    site.page("/p0.html", "手続き0", "手数料は950円です。")
    site.answer("/p1.html", 404)
    assert len(crawl(most_failures=3).failed) == 7  # robots.txt is answered: these pages are broken, the site is not

    def go_down(handler: BaseHTTPRequestHandler) -> None:
        site.answer("/robots.txt", 500)
        handler.send_error(500)

    fill(site, 9)
    site.replies["/p4.html"] = go_down  # type: ignore[assignment]
    for number in range(5, 9):
        site.answer(f"/p{number}.html", 500)
    with pytest.raises(TemporaryFault, match="does not answer any more"):
        crawl(most_failures=3)
    asked = site.paths()
    del site.replies["/robots.txt"]
    fill(site, 9)
    report = crawl(most_failures=3)
    assert (report.failed, report.stored.removed, report.kept) == ((), 0, 0)
    assert set(asked) & set(site.paths()) == {"/p4.html", "/p5.html", "/p6.html"}
    assert len(titles(database)) == 10


def test_one_row_for_each_source(site: Site, database: Database, crawl: Crawl) -> None:
    fill(site, 2)
    for _ in range(3):
        crawl()
    with database.read() as session:
        run = session.exec(select(KnowledgeCrawl)).one()
        assert (run.state, run.holder, json.dumps(run.left_out)) == ("completed", "", "{}")
