"""A website crawled, and crawled again after it changed."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.db import Database
from bot.errors import InputFileError, TemporaryFault
from knowledge.crawl.models import KnowledgeFetch
from knowledge.crawl.report import CrawlReport, changed_urls
from knowledge.models import KnowledgeEntry
from tests.knowledge.crawl.conftest import Crawl
from tests.knowledge.crawl.site_server import Site


def titles(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(KnowledgeEntry.title).where(KnowledgeEntry.active)))


def fill(site: Site, count: int = 4) -> None:
    """A top page and pages that only it links to."""
    links = tuple(f"/p{number}.html" for number in range(count))
    site.page("/", "みどり野市", "市のページです。", links)
    for number, link in enumerate(links):
        site.page(link, f"手続き{number}", f"手数料は{number}00円です。", ("/",))


def counts(report: CrawlReport) -> tuple[int, int, int, int]:
    return report.stored.added, report.stored.changed, report.stored.unchanged, report.stored.removed


def test_links_are_followed_and_each_page_is_asked_for_once(crawl: Crawl, site: Site, database: Database) -> None:
    fill(site)
    report = crawl()
    assert counts(report) == (5, 0, 0, 0)
    assert sorted(site.paths()) == ["/", "/p0.html", "/p1.html", "/p2.html", "/p3.html"]
    assert titles(database) == ["みどり野市", "手続き0", "手続き1", "手続き2", "手続き3"]
    assert report.requests == len(site.asked) == 7
    assert report.received_bytes > 500
    assert site.connections == 1


def test_a_second_crawl_asks_whether_pages_changed(crawl: Crawl, site: Site, database: Database) -> None:
    fill(site)
    crawl()
    fill(site, 3)
    site.page("/p1.html", "手続き1", "手数料は900円です。", ("/",))
    report = crawl()
    assert counts(report) == (0, 1, 3, 1)
    assert report.not_modified == 2  # the top page was sent, and says the same but for its links
    pages = ("/p1.html", "/p3.html")
    assert list(changed_urls(report)) == [site.root + path for path in pages]
    assert titles(database) == ["みどり野市", "手続き0", "手続き1", "手続き2"]
    assert counts(crawl()) == (0, 0, 4, 0)


def test_links_of_pages_that_are_not_sent_again_are_known(crawl: Crawl, site: Site) -> None:
    fill(site)
    crawl()
    report = crawl()
    assert (report.not_modified, report.stored.removed, len(site.paths())) == (5, 0, 5)


def test_a_page_of_the_same_bytes_is_unchanged_without_an_etag(crawl: Crawl, site: Site) -> None:
    fill(site)
    for reply in site.replies.values():
        reply.headers.pop("ETag")
    crawl()
    report = crawl()
    assert (counts(report), report.not_modified) == ((0, 0, 5, 0), 0)


def test_pages_that_are_gone_leave_and_come_back(crawl: Crawl, site: Site, database: Database) -> None:
    fill(site)
    crawl()
    site.answer("/p1.html", 410)
    report = crawl()
    assert counts(report) == (0, 0, 4, 1)
    assert (f"{site.root}/p1.html", "answers 410") in report.skipped
    assert "手続き1" not in titles(database)
    fill(site)
    assert counts(crawl()) == (0, 1, 4, 0)
    assert "手続き1" in titles(database)


def test_a_page_that_fails_is_kept_and_its_failures_are_counted(crawl: Crawl, site: Site, database: Database) -> None:
    fill(site)
    crawl()
    site.answer("/p1.html", 503)
    assert crawl().failed == ((f"{site.root}/p1.html", "answers 503"),)
    report = crawl()
    assert report.failed == ((f"{site.root}/p1.html", "answers 503, 2 times in a row"),)
    assert report.stored.removed == 0
    assert "手続き1" in titles(database)
    fill(site)
    crawl()
    with database.read() as session:
        row = session.exec(select(KnowledgeFetch).where(KnowledgeFetch.url == f"{site.root}/p1.html")).one()
        assert (row.failures, row.status, bool(row.etag)) == (0, 304, True)


def test_when_most_pages_are_gone_the_site_is_at_fault(crawl: Crawl, site: Site, database: Database) -> None:
    fill(site)
    crawl()
    site.page("/", "みどり野市", "工事中です。")
    report = crawl()
    assert (report.stored.removed, report.kept) == (0, 4)
    assert "4 of 5 known pages were not found" in report.notes[0]
    assert len(titles(database)) == 5
    report = crawl(accept_removals=True)
    assert (report.stored.removed, report.kept, titles(database)) == (4, 0, ["みどり野市"])


def test_one_maintenance_page_for_all_addresses_takes_nothing_away(
    crawl: Crawl, site: Site, database: Database
) -> None:
    fill(site)
    crawl()
    before = titles(database)
    for path in site.replies:
        site.page(path, "メンテナンス中", "しばらくお待ちください。", ("/",))
    report = crawl()
    assert (report.kept, report.stored.removed) == (4, 0)
    assert set(titles(database)) > set(before) - {"みどり野市"}


def test_a_site_that_does_not_answer_changes_nothing(crawl: Crawl, site: Site, database: Database) -> None:
    fill(site)
    crawl()
    site.answer("/", 500)
    with pytest.raises(TemporaryFault, match="answers 500"):
        crawl()
    site.answer("/robots.txt", 503)
    with pytest.raises(TemporaryFault, match="answers 503 when asked for robots"):
        crawl()
    assert len(titles(database)) == 5


def test_an_address_without_a_page_is_one_line(crawl: Crawl, site: Site, other_site: Site) -> None:
    site.redirect("/away", other_site.root + "/")
    site.redirect("/round", "/round2")
    site.redirect("/round2", "/round")
    site.put("/a.zip", b"PK", "application/zip")
    for path, says in (
        ("/none", "answers 404"),
        ("/away", "redirects to another host"),
        ("/round", "no page at the end"),
        ("/a.zip", "is application/zip, neither HTML nor PDF"),
    ):
        with pytest.raises(InputFileError, match=says):
            crawl(path)
    assert other_site.asked == []


def test_the_page_limit_is_said_and_nothing_is_missed(crawl: Crawl, site: Site) -> None:
    fill(site)
    crawl()
    report = crawl(most_pages=3)
    assert (report.stored.unchanged, report.stored.removed, report.kept) == (3, 0, 0)
    assert "more than 3 addresses" in report.notes[0]


def test_what_a_page_asks_of_crawlers(crawl: Crawl, site: Site, database: Database) -> None:
    site.page("/", "市", "本文", ("/hidden", "/dead-end", "/header", "/not-followed"))
    site.page("/hidden", "秘密", "本文", ("/behind",), head='<META NAME="ROBOTS" content="NOINDEX">')
    site.page("/behind", "奥", "本文")
    site.page("/dead-end", "行き止まり", "本文", ("/never",), head='<meta name=robots content="nofollow">')
    site.page("/header", "頭", "本文")
    site.replies["/header"].headers["X-Robots-Tag"] = "noindex, nofollow"
    site.put("/not-followed", '<h1>一覧</h1><p>本文</p><a rel="nofollow" href="/never">次</a>'.encode())
    for _ in range(2):
        report = crawl()
        assert "/never" not in site.paths()
        assert titles(database) == ["一覧", "奥", "市", "行き止まり"]
        reason = "asks not to be found (noindex)"
        assert set(report.skipped) == {(f"{site.root}/hidden", reason), (f"{site.root}/header", reason)}


def test_shift_jis_by_the_header_only(crawl: Crawl, site: Site, database: Database) -> None:
    html = "<html><body><main><h1>転入届の出し方</h1><p>引っ越しから十四日以内に届け出てください。</p></main>"
    site.put("/", html.encode("cp932"), "text/html; charset=Shift_JIS")
    crawl()
    assert titles(database) == ["転入届の出し方"]


def test_a_new_version_reads_unchanged_pages_anew(
    crawl: Crawl, site: Site, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(site)
    crawl()
    monkeypatch.setattr("knowledge.crawl.record.READER", "another")
    assert (crawl().not_modified, crawl(again=True).not_modified) == (0, 0)
