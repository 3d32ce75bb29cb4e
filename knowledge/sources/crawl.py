"""A source of pages into the database. A source is anything that gives `SavedPage`s; here, a folder of saved HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from bot.db import Database
from bot.errors import InputFileError
from knowledge.entries import NewEntry
from knowledge.sources.pages import SavedPage, extract_page, page_entry
from knowledge.store import StoreReport, store_pages

SUFFIXES = (".html", ".htm", ".xhtml")
MOST_BYTES = 5_000_000  # of one page; more is a listing nobody asks for, or a trap

Progress = Callable[[int, int], None]  # pages read, pages in all (0: not known)


@dataclass(frozen=True)
class CrawlReport:
    """What was stored, and the pages that were left out with the reason for each."""

    stored: StoreReport
    skipped: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self.stored), "skipped": [{"address": page, "reason": why} for page, why in self.skipped]}


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
    for count, saved in enumerate(source, 1):
        entry, reason = _read(saved)
        if entry is not None and entry.external_id in entries:
            entry, reason = None, "has the same address as another page"
        if entry is None:
            skipped.append((saved.address, reason))
        else:
            entries[entry.external_id] = entry
        if progress:
            progress(count, 0)
    if not entries:
        raise InputFileError(f"{name}: there is no page with text in it")
    return CrawlReport(store_pages(database, list(entries.values()), name), tuple(skipped))


def _read(saved: SavedPage) -> tuple[NewEntry | None, str]:
    if len(saved.content) > MOST_BYTES:
        return None, f"has {len(saved.content):,} bytes, at most {MOST_BYTES:,} are read"
    page = extract_page(saved)
    if not page.chunks or not page.title:
        return None, "has no text" if page.title else "has no title"
    return page_entry(page, saved.address), ""
