"""Saved HTML to pages: what the city wrote, without menus, with its headings, tables, office and date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.entries import NewEntry, NewPassage, clean_text, short_id
from knowledge.models import EntryKind, PassageRole
from knowledge.sources.chunks import HEADING_SIGN, Chunk, Line, chunk_lines
from knowledge.sources.dates import find_date
from knowledge.sources.tables import cell_text, table_lines

CONTENT = ("main", "[role=main]", "#content", "#contents", "#main", "article", "body")  # the first that is there
NOISE = (
    "script, style, noscript, template, nav, footer, aside, form, iframe, svg, button, [hidden], .breadcrumb, .updated"
)
_BLOCK_NAMES = (
    "address, article, blockquote, br, caption, dd, details, div, dl, dt, fieldset, figcaption, figure, footer, header,"
    " hr, li, main, ol, p, pre, section, summary, ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split(", "))
DATE_PLACES = ("meta[name=date]", "meta[name='last-modified']", "meta[property='article:modified_time']")
TIME_PLACES = (".updated time", ".date time", "time")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_CODECS = {"shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "windows-31j": "cp932"}
MAX_DEPTH = 200  # of nested elements; deeper ones are taken as one text


@dataclass(frozen=True)
class SavedPage:
    """A page as it came. `address` is its URL, or its path in the folder it was saved to."""

    address: str
    content: bytes
    charset: str = ""  # of the HTTP header, when there was one


@dataclass(frozen=True)
class Page:
    """`checked_on` is the date the page shows; `chunks` may be empty (a page of links or pictures)."""

    url: str
    title: str
    language: str
    department: str
    checked_on: date | None
    chunks: tuple[Chunk, ...]


def extract_page(saved: SavedPage) -> Page:
    """Read one page. Broken HTML is read as a browser would; never raises for what is in it."""
    tree = LexborHTMLParser(decode_page(saved.content, saved.charset))
    root = _content(tree)
    title = _title(tree, root)
    checked_on = _date(tree, root)
    for noise in root.css(NOISE):
        noise.decompose()
    lines = [line for line in _lines(root) if not (line.level == 1 and line.text == title)]
    language = (tree.root.attributes.get("lang") or "ja") if tree.root else "ja"
    return Page(
        url=_url(tree, saved.address),
        title=title,
        language=language.lower() if language.lower().startswith("ja") else language.split("-")[0].lower(),
        department=_meta(tree, "meta[name=department]"),
        checked_on=checked_on,
        chunks=tuple(chunk_lines(lines)),
    )


def page_entry(page: Page, address: str) -> NewEntry:
    """A page as an entry; each chunk is found by its headings and by its text."""
    passages: list[NewPassage] = []
    for position, chunk in enumerate(page.chunks):
        heading = HEADING_SIGN.join((page.title, *chunk.headings))
        passages.append(NewPassage(PassageRole.HEADING, heading, position))
        passages.append(NewPassage(PassageRole.SECTION, chunk.text, position, heading))
    return NewEntry(
        external_id=short_id("page", page.url or address),
        kind=EntryKind.PAGE,
        title=page.title,
        text="\n\n".join(chunk.text for chunk in page.chunks),
        passages=tuple(passages),
        url=page.url,
        department=page.department,
        language=page.language,
        checked_on=page.checked_on,
    )


def decode_page(content: bytes, charset: str = "") -> str:
    """Bytes to text: by the byte order mark, the header, the page's own word, or what fits; faults become U+FFFD."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8", "replace")
    declared = _CHARSET.search(content[:4096])
    named = (charset or (declared[1].decode("ascii") if declared else "")).lower()
    for codec in dict.fromkeys((_CODECS.get(named, named), "utf-8", "cp932", "euc_jp")):
        try:
            return content.decode(codec or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", "replace")


def _content(tree: LexborHTMLParser) -> LexborNode:
    for selector in CONTENT:
        found = tree.css_first(selector)
        if found is not None:
            return found
    raise AssertionError("the parser always makes a body")


def _title(tree: LexborHTMLParser, root: LexborNode) -> str:
    heading = root.css_first("h1") or tree.css_first("h1") or tree.css_first("title")
    return _clean(heading) if heading else ""


def _url(tree: LexborHTMLParser, address: str) -> str:
    link = tree.css_first("link[rel=canonical]")
    canonical = ((link.attributes.get("href") or "") if link else "").strip()
    return next((url for url in (canonical, address) if url.startswith(("https://", "http://"))), "")


def _meta(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return clean_text(node.attributes.get("content") or "") if node else ""


def _date(tree: LexborHTMLParser, root: LexborNode) -> date | None:
    shown = [_meta(tree, place) for place in DATE_PLACES]
    for place in TIME_PLACES:
        node = root.css_first(place)
        shown.append((node.attributes.get("datetime") or cell_text(node)) if node else "")
    updated = root.css_first(".updated, .update, .date")
    shown.append(cell_text(updated) if updated else "")
    return next((found for text in shown if (found := find_date(text))), None)


def _lines(root: LexborNode) -> Iterator[Line]:
    inline: list[str] = []
    for piece in _walk(root, 0):
        if isinstance(piece, str):
            inline.append(piece)
            continue
        yield from _flush(inline)
        inline = []
        if piece.text:
            yield piece
    yield from _flush(inline)


def _flush(inline: list[str]) -> Iterator[Line]:
    text = clean_text(" ".join("".join(inline).split()))
    if text:
        yield Line(text)


def _walk(node: LexborNode, depth: int) -> Iterator[str | Line]:
    """Inline text as str; headings and table rows as lines of their own; an empty line where a block ends."""
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            yield child.text_content or ""
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            yield Line(_clean(child), int(tag[1]))
        elif tag == "table":
            yield from (Line(clean_text(line)) for line in table_lines(child))
            yield Line("")
        elif depth >= MAX_DEPTH:
            yield cell_text(child)
        elif tag in BLOCKS:
            yield Line("")
            yield from _walk(child, depth + 1)
            yield Line("")
        elif not tag.startswith(("-", "!")):
            yield from _walk(child, depth + 1)


def _clean(node: LexborNode) -> str:
    return clean_text(cell_text(node))
