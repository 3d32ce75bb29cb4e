"""One page under several addresses is kept once."""

from __future__ import annotations

from bot.db import Database
from tests.knowledge.crawl.conftest import Crawl
from tests.knowledge.crawl.site_server import Site
from tests.knowledge.crawl.test_site import counts, titles


def canonical(address: str) -> str:
    return f'<link rel=canonical href="{address}">'


def test_a_canonical_address_is_the_page(crawl: Crawl, site: Site, database: Database) -> None:
    site.page("/", "市", "本文", ("/a?print=1", "/a"))
    site.page("/a?print=1", "手数料", "300円です。印刷用", head=canonical("/a"))
    site.page("/a", "手数料", "300円です。", head=canonical("/a"))
    for expected in ((2, 0, 0, 0), (0, 0, 2, 0)):
        report = crawl()
        assert counts(report) == expected
        assert report.skipped == ((f"{site.root}/a?print=1", f"is the same page as {site.root}/a"),)
    assert titles(database) == ["市", "手数料"]


def test_an_alias_is_kept_while_its_canonical_address_is_broken(crawl: Crawl, site: Site, database: Database) -> None:
    site.page("/", "市", "本文", ("/a?print=1",))
    site.page("/a?print=1", "手数料", "300円です。", head=canonical("/a"))
    assert crawl().stored.added == 2
    site.page("/a", "手数料", "300円です。", head=canonical("/a"))
    assert crawl().stored.removed == 0
    assert titles(database) == ["市", "手数料"]
    site.answer("/a", 404)
    assert crawl().stored.removed == 0
    assert titles(database) == ["市", "手数料"]


def test_the_same_bytes_are_one_page(crawl: Crawl, site: Site, database: Database) -> None:
    site.page("/", "市", "本文", ("/tax/", "/tax/index.html"))
    for path in ("/tax/", "/tax/index.html"):
        site.page(path, "税", "五月に納めます。")
    report = crawl()
    assert report.skipped == ((f"{site.root}/tax/index.html", f"is the same page as {site.root}/tax/"),)
    site.answer("/tax/", 404)
    crawl()
    assert titles(database) == ["市", "税"]


def test_a_page_that_moved_is_kept_once(crawl: Crawl, site: Site, database: Database) -> None:
    site.page("/", "市", "本文", ("/old", "/b", "/c"))
    for path in ("/old", "/b", "/c"):
        site.page(path, f"ページ{path}", f"本文{path}")
    crawl()
    site.page("/new", "ページ/old", "本文/old")
    site.redirect("/old", "/new")
    report = crawl()
    assert counts(report) == (1, 0, 3, 1)
    assert (report.added, report.removed) == ((f"{site.root}/new",), (f"{site.root}/old",))
    assert titles(database) == ["ページ/b", "ページ/c", "ページ/old", "市"]


def test_tracking_sessions_and_fragments_are_no_other_pages(crawl: Crawl, site: Site) -> None:
    variants = ("/a?utm_source=x", "/a#top", "/a;jsessionid=0F3", "/a?PHPSESSID=77&fbclid=1", "/./b/../a")
    site.page("/", "市", "本文", variants)
    site.page("/a", "税", "本文")
    assert crawl().stored.added == 2
    assert site.paths() == ["/", "/a"]
