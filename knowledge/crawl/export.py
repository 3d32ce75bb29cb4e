"""A CMS's export as a source: one JSON object a line, with the page's HTML and its address or name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from bot.errors import InputFileError
from knowledge.sources.pages import SavedPage

MOST_BYTES_OF_A_LINE = 20_000_000
_URL = ("url", "address")
_HTML = ("html", "body", "content")


def read_export(path: Path, base_url: str = "") -> Iterator[SavedPage]:
    """The pages of an export: `{"url", "html"}`, or `{"name", "content_id", "title", "html", "text"}` where `html` is
    what the template puts below the title. `base_url` is where pages are published that have no address.

    Raises InputFileError with the line that can't be read.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(MOST_BYTES_OF_A_LINE), b""), 1):
                if line.strip():
                    yield _read_row(_parse(line, f"{path}, line {number}"), base_url, f"{path}, line {number}")
    except OSError as error:
        raise InputFileError(f"{path} can't be read: {error.strerror}") from None


def _parse(line: bytes, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputFileError(f"{place}: is not JSON in UTF-8") from None
    if not isinstance(row, dict):
        raise InputFileError(f"{place}: is no JSON object")
    return row


def _read_row(row: dict[str, Any], base_url: str, place: str) -> SavedPage:
    address = _find_text(row, _URL) or _name_page(row)
    if not address:
        raise InputFileError(f"{place}: has neither url nor name")
    if base_url:
        address = urljoin(base_url, address)
    content = _write_page(row).encode("utf-8", "replace")
    return SavedPage(address=address, content=content, charset="utf-8", media_type="text/html")


def _name_page(row: dict[str, Any]) -> str:
    """`content_id/name`: a name is one page's only within its kind of content."""
    parts = [row.get("content_id"), row.get("name")]
    return "/".join(quote(str(part), safe="") for part in parts if part not in (None, "")) if row.get("name") else ""


def _write_page(row: dict[str, Any]) -> str:
    """The page as it is, or the fragment in a page with its title."""
    html = _find_text(row, _HTML)
    if "<html" in html[:1000].lower():
        return html
    body = html or "".join(f"<p>{escape(line)}</p>" for line in _find_text(row, ("text",)).splitlines())
    title = escape(_find_text(row, ("title",)))
    heading = f"<h1>{title}</h1>" if title and "<h1" not in html.lower() else ""
    return f"<html><head><title>{title}</title></head><body><main>{heading}{body}</main></body></html>"


def _find_text(row: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((row[name] for name in names if isinstance(row.get(name), str) and row[name].strip()), "")
