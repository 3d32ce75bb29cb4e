"""A folder of saved pages into the database, and again after it changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.db import Database
from bot.errors import InputFileError
from knowledge.crawl.folder import MOST_BYTES, import_page_folder
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.search import Knowledge

PAGE = "<html><main><h1>{title}</h1><h2>受付</h2><p>{text}</p></main></html>"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "tax").mkdir(parents=True)
    (folder / "tax" / "kei.html").write_text(PAGE.format(title="軽自動車税", text="五月に納めます。"), "utf-8")
    (folder / "dog.htm").write_bytes(PAGE.format(title="犬の登録", text="保健所で登録します。").encode("cp932"))
    (folder / "photo.jpg").write_bytes(b"no page")
    return folder


def test_pages_are_found_with_their_heading(
    database: Database, pages: Path, encoder: HashingEncoder, folder: Path
) -> None:
    report = import_page_folder(database, pages, "https://city.example/")
    assert (report.stored.added, report.skipped) == (2, ())
    build_index(database, encoder, folder)
    hit = Knowledge(database, encoder, folder).search("犬の登録の受付").hits[0]
    assert (hit.kind, hit.title, hit.heading) == ("page", "犬の登録", "犬の登録 > 受付")
    assert hit.url == "https://city.example/dog.htm"
    assert hit.text == "保健所で登録します。"


def test_a_second_crawl_changes_what_changed_and_takes_back_what_is_gone(database: Database, pages: Path) -> None:
    import_page_folder(database, pages)
    (pages / "dog.htm").unlink()
    (pages / "tax" / "kei.html").write_text(PAGE.format(title="軽自動車税", text="六月に納めます。"), "utf-8")
    report = import_page_folder(database, pages)
    assert report.stored.to_json() == {"added": 0, "changed": 1, "unchanged": 0, "removed": 1}
    assert import_page_folder(database, pages).stored.unchanged == 1


def test_pages_that_say_nothing_are_left_out_and_named(database: Database, pages: Path) -> None:
    (pages / "empty.html").write_text("<h1>リンク集</h1>", "utf-8")
    (pages / "huge.html").write_bytes(b"<h1>a</h1>" + b"x" * MOST_BYTES)
    canonical = '<link rel=canonical href="https://city.example/same">'
    for name in ("a.html", "b.html"):
        (pages / name).write_text(f"<html><head>{canonical}</head><h1>同じ</h1><p>本文", "utf-8")
    skipped = dict(import_page_folder(database, pages).skipped)
    assert skipped == {
        "b.html": "has the same address as another page",
        "empty.html": "has no text",
        "huge.html": f"has {MOST_BYTES + 10:,} bytes, at most {MOST_BYTES:,} are read",
    }


def test_an_empty_folder_takes_nothing_back(database: Database, pages: Path) -> None:
    import_page_folder(database, pages)
    for path in pages.rglob("*.htm*"):
        path.unlink()
    with pytest.raises(InputFileError, match="no page with text"):
        import_page_folder(database, pages)
    with pytest.raises(InputFileError, match="is not a folder"):
        import_page_folder(database, pages / "none")
