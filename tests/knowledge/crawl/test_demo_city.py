"""A real municipal CMS's demo city: its export, and its pages on loopback, crawled before and after they changed."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.db import Database
from knowledge.crawl.report import changed_urls
from knowledge.crawl.source import crawl_source
from tests.knowledge.crawl.conftest import Crawl
from tests.knowledge.crawl.site_server import Site

JORURI = Path(__file__).resolve().parents[3] / "../shared/data/city_pages_joruri/pages.jsonl"
pytestmark = pytest.mark.skipif(not JORURI.is_file(), reason="the demo city's pages are not on this machine")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: the same with few pages runs on both databases."""
    return f"sqlite:///{tmp_path / 'madoguchi.db'}"


def test_the_demo_city_as_an_export(database: Database) -> None:
    report = crawl_source(database, str(JORURI), "https://joruri.example/")
    assert report.stored.added + len(report.skipped) == 222
    assert report.stored.added >= 200


def test_the_demo_city_crawled_twice(crawl: Crawl, site: Site, database: Database) -> None:
    """Planted between the crawls: 20 changed pages, 10 gone, 5 unlinked, 5 new; the others are not sent again."""
    rows = [json.loads(line) for line in JORURI.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["html"].strip()]
    paths = [f"/{row['content_id']}/{quote(row['name'])}/" for row in rows]
    serve(site, rows, paths[:-5])
    first = crawl()
    stored = first.stored.added - 1
    assert stored >= 190
    assert len(site.paths()) == len(set(site.paths()))
    pages = [url.removeprefix(site.root) for url in first.added][1:]
    for path in pages[:20]:
        plant_fee(site, path)
    for path in pages[20:30]:
        site.answer(path, 404)
    unlinked = set(pages[30:35])
    new = paths[-5:]
    index_page(site, [path for path in paths if path not in unlinked])
    second = crawl()
    assert sorted(second.changed) == sorted(site.root + path for path in pages[:20])
    assert sorted(second.removed) == sorted(site.root + path for path in pages[20:35])
    assert set(second.added) <= {site.root + path for path in new}
    assert (second.stored.added, second.kept) == (5, 0)
    assert second.not_modified == stored - 35
    assert second.received_bytes < first.received_bytes / 3
    assert set(changed_urls(second)) == set(second.added) | set(second.changed) | set(second.removed)


def serve(site: Site, rows: list[dict[str, str]], listed: list[str]) -> None:
    for row in rows:
        body = f"<h1>{row['title']}</h1>{row['html']}"
        html = f"<html><head><title>{row['title']}</title></head><body><main>{body}</main></body></html>"
        site.put(f"/{row['content_id']}/{quote(row['name'])}/", html.encode())
    index_page(site, listed)


def index_page(site: Site, listed: list[str]) -> None:
    site.page("/", "じょうるり市", "市のページです。", tuple(listed))


def plant_fee(site: Site, path: str) -> None:
    reply = site.replies[path]
    site.put(path, reply.content.replace(b"</main>", "<p>手数料は1,234円に変わりました。</p></main>".encode()))  # type: ignore[union-attr]
