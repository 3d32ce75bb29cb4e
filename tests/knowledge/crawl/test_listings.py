"""Sitemaps and feeds as sources, and as what a site says of itself."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db import Database
from bot.errors import InputFileError
from knowledge.crawl.listings import read_listing
from knowledge.crawl.network import Refused
from tests.knowledge.crawl.conftest import Crawl
from tests.knowledge.crawl.site_server import Site
from tests.knowledge.crawl.test_site import counts, titles

XML = "application/xml"
URLSET = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: what is listed does not depend on the database."""
    return f"sqlite:///{tmp_path / 'madoguchi.db'}"


def sitemap(*addresses: str) -> bytes:
    return URLSET.format("".join(f"<url><loc> {one} </loc></url>" for one in addresses)).encode()


def index(*addresses: str) -> bytes:
    listed = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in addresses)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'.encode()


def fill(site: Site, *names: str) -> list[str]:
    for name in names:
        site.page(f"/{name}", f"ページ{name}", f"本文{name}", ("/linked",))
    return [f"{site.root}/{name}" for name in names]


def test_a_sitemap_is_its_pages_and_no_others(crawl: Crawl, site: Site, database: Database) -> None:
    site.put("/map.xml", sitemap(*fill(site, "a", "b", "c"), "https://other.example/x"), XML)
    report = crawl("/map.xml")
    assert titles(database) == ["ページa", "ページb", "ページc"]
    assert report.skipped == (("https://other.example/", "is another host than the one that is crawled"),)
    site.put("/map.xml", sitemap(*fill(site, "b", "c")), XML)
    assert counts(crawl("/map.xml")) == (0, 0, 2, 1)


def test_an_index_of_packed_sitemaps(crawl: Crawl, site: Site, database: Database) -> None:
    a, b, c = fill(site, "a", "b", "c")
    site.put("/one.xml.gz", gzip.compress(sitemap(a, b)), "application/gzip")
    site.put("/two.xml", sitemap(c), "text/xml")
    site.put("/index.xml", index(f"{site.root}/one.xml.gz", f"{site.root}/two.xml", "https://other.example/s.xml"), XML)
    report = crawl("/index.xml")
    assert titles(database) == ["ページa", "ページb", "ページc"]
    says = "is a sitemap on another host than the one that is crawled"
    assert report.skipped == (("https://other.example/s.xml", says),)


@pytest.mark.parametrize("through_robots", [True, False])
def test_a_site_is_its_sitemaps_and_its_links(
    crawl: Crawl, site: Site, database: Database, through_robots: bool
) -> None:
    site.page("/", "市", "本文", ("/linked",))
    site.page("/linked", "リンク", "本文")
    path = "/maps/all.xml" if through_robots else "/sitemap.xml"
    site.put(path, sitemap(*fill(site, "a")), XML)
    if through_robots:
        site.put("/robots.txt", f"Sitemap: {site.root}{path}\n".encode(), "text/plain")
    crawl()
    assert titles(database) == ["ページa", "リンク", "市"]


def test_a_sitemap_that_fails_misses_no_page(crawl: Crawl, site: Site) -> None:
    site.page("/", "市", "本文")
    site.put("/sitemap.xml", sitemap(*fill(site, "a", "b")), XML)
    crawl()
    site.answer("/sitemap.xml", 500)
    report = crawl(accept_removals=True)
    assert (report.stored.removed, report.notes) == (0, ("not all sitemaps answered, so that no page is missed",))
    assert report.skipped == ((f"{site.root}/sitemap.xml", "answers 500"),)


FEEDS = {
    "rss": "<rss version='2.0'><channel><link>{root}/</link><item><title>a</title><link>{root}/a</link></item>"
    "<item><link>{root}/b</link></item></channel></rss>",
    "rdf": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
    "<channel><link>{root}/</link></channel><item rdf:about='x'><link>{root}/a</link></item>"
    "<item><link>{root}/b</link></item></rdf:RDF>",
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><link href='{root}/'/><entry><link rel='self' href='{root}/s'/>"
    "<link href='{root}/a'/></entry><entry><link rel='alternate' href='{root}/b'/></entry></feed>",
}


@pytest.mark.parametrize("kind", FEEDS)
def test_a_feed_names_new_pages_and_takes_none_away(crawl: Crawl, site: Site, database: Database, kind: str) -> None:
    fill(site, "a", "b")
    site.put("/feed", FEEDS[kind].format(root=site.root).encode(), "application/rss+xml")
    assert counts(crawl("/feed")) == (2, 0, 0, 0)
    site.put("/feed", FEEDS["rss"].format(root=site.root).replace("/a<", "/c<").encode(), "text/xml")
    fill(site, "c")
    assert counts(crawl("/feed")) == (1, 0, 2, 0)
    site.answer("/a", 404)
    assert counts(crawl("/feed")) == (0, 0, 2, 1)


def test_a_feed_leaves_pages_to_the_site_they_are_of(crawl: Crawl, site: Site, database: Database) -> None:
    site.page("/", "市", "本文", ("/a", "/x"))
    fill(site, "a", "x")
    crawl()
    site.put("/feed", FEEDS["rss"].format(root=site.root).encode(), "application/rss+xml")
    fill(site, "b")
    crawl("/feed")
    site.page("/", "市", "本文", ("/x",))
    report = crawl()
    assert report.removed == (f"{site.root}/a",)
    assert titles(database) == ["ページb", "ページx", "市"]


def test_a_hundred_thousand_addresses_are_read_while_they_come_and_cut(crawl: Crawl, site: Site) -> None:
    sent: list[int] = []

    def write(handler: object) -> None:
        handler.send_response(200)  # type: ignore[attr-defined]
        for name, value in (("Content-Type", XML), ("Connection", "close")):
            handler.send_header(name, value)  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        handler.close_connection = True  # type: ignore[attr-defined]
        padding = " " * 400
        try:
            handler.wfile.write(URLSET.partition("{}")[0].encode())  # type: ignore[attr-defined]
            for start in range(0, 100_000, 500):
                rows = (f"<url><loc>{site.root}/n{start + n}</loc>{padding}</url>" for n in range(500))
                handler.wfile.write("".join(rows).encode())  # type: ignore[attr-defined]
                sent.append(500)
        except OSError:
            return

    site.replies["/map.xml"] = write
    fill(site, "n0", "n1")
    report = crawl("/map.xml", most_pages=40)
    assert "more than 40 addresses, the page limit" in report.notes[0]
    assert len(site.paths()) == 40
    assert sum(sent) < 100_000


def pieces(text: str) -> Iterator[bytes]:
    content = text.encode()
    return (content[start : start + 1000] for start in range(0, len(content), 1000))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html><body/></html>", "neither a sitemap nor a feed"),
        ("<urlset><url><loc>http://a/</loc></url><url>", "broken XML"),
        ("no xml", "broken XML"),
        ("", "broken XML"),
        ("<urlset>" + "<url><loc>http://a/</loc></url>" * 2000, "more than 20,000 bytes"),
    ],
)
def test_what_is_no_listing(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        list(read_listing(pieces(text), 20_000))


def test_entities_are_not_expanded_and_bombs_not_unpacked() -> None:
    entities = '<!ENTITY l "lol"><!ENTITY f SYSTEM "file:///etc/hostname">'
    rows = "".join(f"<url><loc>{one}</loc></url>" for one in ("&l;", "&f;", "http://a/"))
    text = f"<!DOCTYPE x [{entities}]><urlset>{rows}</urlset>"
    assert [one.address for one in read_listing(pieces(text), 20_000)] == ["http://a/"]
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    bomb = text.replace("]>", f'<!ENTITY l0 "lol">{laughs}]>').replace("&f;", "&l8;")
    with pytest.raises(Refused, match="broken XML"):
        list(read_listing(pieces(bomb), 20_000))
    with pytest.raises(Refused, match="more than 20,000 bytes"):
        list(read_listing([gzip.compress(b"<urlset>" + b" " * 50_000_000)], 20_000))


def test_a_broken_listing_as_the_source_is_one_line(crawl: Crawl, site: Site) -> None:
    site.put("/map.xml", b"<urlset><url>", XML)
    with pytest.raises(InputFileError, match="is broken XML at line 1"):
        crawl("/map.xml")
