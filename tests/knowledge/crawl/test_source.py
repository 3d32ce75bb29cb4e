"""A folder, an export or a web address: all are sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.db import Database
from bot.errors import InputFileError
from knowledge.crawl.report import changed_urls
from knowledge.crawl.source import crawl_source
from tests.knowledge.crawl.test_site import counts, titles

ROWS: list[dict[str, object]] = [
    {"url": "https://city.example/tax", "html": "<html><h1>税</h1><p>五月に納めます。</p></html>"},
    {"name": "dog", "content_id": 3, "title": "犬の<登録>", "html": "<p>保健所で登録します。</p>", "text": ""},
    {"name": "dog", "content_id": 4, "title": "犬の注射", "html": "", "text": "年に一回です。\n春です。"},
    {"name": "empty", "content_id": 4, "title": "空", "html": "", "text": ""},
]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: what a source is does not depend on the database."""
    return f"sqlite:///{tmp_path / 'madoguchi.db'}"


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_an_export(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "pages.jsonl", ROWS)
    report = crawl_source(database, str(path), "https://city.example/docs/")
    assert counts(report) == (3, 0, 0, 0)
    assert report.skipped == (("https://city.example/docs/4/empty", "has no text"),)
    assert titles(database) == ["犬の<登録>", "犬の注射", "税"]
    path = write(path, [ROWS[0], {**ROWS[1], "html": "<p>市役所で登録します。</p>"}])
    report = crawl_source(database, str(path), "https://city.example/docs/")
    assert counts(report) == (0, 1, 1, 1)
    assert list(changed_urls(report)) == [f"https://city.example/docs/{page}/dog" for page in (3, 4)]


@pytest.mark.parametrize(
    ("line", "says"),
    [("{", "line 2: is not JSON"), ("[]", "line 2: is no JSON object"), ("{}", "has neither url")],
)
def test_a_broken_export_stores_nothing(database: Database, tmp_path: Path, line: str, says: str) -> None:
    path = write(tmp_path / "pages.jsonl", ROWS[:1])
    path.write_text(path.read_text("utf-8") + line, "utf-8")
    with pytest.raises(InputFileError, match=says):
        crawl_source(database, str(path))
    assert titles(database) == []


def test_a_folder_says_what_changed(database: Database, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.html").write_text(f"<h1>{name}</h1><p>本文", "utf-8")
    crawl_source(database, str(tmp_path), "https://city.example/")
    (tmp_path / "a.html").unlink()
    (tmp_path / "b.html").write_text("<h1>b</h1><p>別の本文", "utf-8")
    report = crawl_source(database, str(tmp_path), "https://city.example/")
    assert list(changed_urls(report)) == ["https://city.example/b.html", "https://city.example/a.html"]


@pytest.mark.parametrize("source", ["nothing", "ftp://city.example/", "https://", "http://u:p@city.example/"])
def test_what_is_no_source(database: Database, source: str) -> None:
    with pytest.raises(InputFileError, match=r"is not a (folder|web address)"):
        crawl_source(database, source)
