"""A source of pages into the database. A source is anything that gives `SavedPage`s; here, a folder of saved HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, urljoin

from bot.db import Database
from bot.errors import InputFileError
from knowledge.crawl.report import CrawlReport
from knowledge.crawl.storing import store_source
from knowledge.entries import NewEntry
from knowledge.sources.pages import SavedPage, extract_page, page_entry

SUFFIXES = (".html", ".htm", ".xhtml")
MOST_BYTES = 5_000_000  # of one page; more is a listing nobody asks for, or a trap

Progress = Callable[[int, int], None]  # pages read, pages in all (0: not known)


def import_page_folder(
    database: Database, folder: Path, base_url: str = "", progress: Progress | None = None
) -> CrawlReport:
    """Store the HTML files below a folder. `base_url` is where they are published, unless they say so themselves."""
    if not folder.is_dir():
        raise InputFileError(f"{folder} is not a folder of saved pages")
    return crawl_pages(database, list_saved_pages(folder, base_url), str(folder.resolve()), progress)


def list_saved_pages(folder: Path, base_url: str = "") -> Iterator[SavedPage]:
    """The HTML files below a folder, by path."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            relative = path.relative_to(folder).as_posix()
            yield SavedPage(urljoin(base_url, quote(relative)) if base_url else relative, path.read_bytes())


def crawl_pages(
    database: Database, source: Iterable[SavedPage], name: str, progress: Progress | None = None
) -> CrawlReport:
    """Read all pages of a source and store them in one transaction; pages no longer in it are taken back.

    Raises InputFileError, and changes nothing, when no page of the source has any text.
    """
    entries: dict[str, NewEntry] = {}
    skipped: list[tuple[str, str]] = []
    remarks: list[tuple[str, str]] = []
    for count, saved in enumerate(source, 1):
        entry, reason, note = _read(saved)
        if entry is not None and entry.external_id in entries:
            entry, reason = None, "has the same address as another page"
        if entry is None:
            skipped.append((saved.address, reason))
        else:
            entries[entry.external_id] = entry
            remarks += [(saved.address, note)] if note else []
        if progress:
            progress(count, 0)
    if not entries:
        raise InputFileError(f"{name}: there is no page with text in it")
    return store_source(database, list(entries.values()), name, tuple(skipped), tuple(remarks))


def _read(saved: SavedPage) -> tuple[NewEntry | None, str, str]:
    """The entry, or None with the reason; and what of the page was left out."""
    if len(saved.content) > MOST_BYTES:
        return None, f"has {len(saved.content):,} bytes, at most {MOST_BYTES:,} are read", ""
    page = extract_page(saved)
    if page.reason:
        return None, page.reason, ""
    return page_entry(page, saved.address), "", page.note
