"""Saved pages and PDF to what the city wrote: title, office, date, and chunks along the headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.entries import NewEntry, NewPassage, clean_text, short_id
from knowledge.models import EntryKind, PassageRole
from knowledge.sources.blocks import read_lines
from knowledge.sources.chunks import HEADING_SIGN, MOST, Chunk, Line, chunk_lines, mark_lead
from knowledge.sources.content import find_content, parse_html
from knowledge.sources.dates import find_dates
from knowledge.sources.decoding import Unreadable, decode_page
from knowledge.sources.inline import inline_text
from knowledge.sources.pdf import is_pdf, read_pdf
from knowledge.sources.site_rules import DEFAULT, SiteRules
from knowledge.sources.titles import cut_site_name
from knowledge.sources.visible import remove_unseen

MAX_CHUNKS = 500  # of one page, 200,000 characters; embedding them takes two minutes
_MARKUP = ("", "text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/plain")


@dataclass(frozen=True)
class SavedPage:
    """A page as it came. `address` is its URL, or its path in the folder it was saved to."""

    address: str
    content: bytes
    charset: str = ""  # of the HTTP header, when there was one
    media_type: str = ""  # of the HTTP header, when there was one


@dataclass(frozen=True)
class Page:
    """`checked_on` is the date the page shows.

    `reason` says why there is nothing to use (no title or no chunks then); `note` what was left out of a page that is
    used. Both stand behind the page's address in a report.
    """

    url: str
    title: str
    language: str
    department: str
    checked_on: date | None
    chunks: tuple[Chunk, ...]
    reason: str = ""
    note: str = ""

    @property
    def length(self) -> int:
        """Characters of text, for `find_length_drops`."""
        return sum(len(chunk.text) for chunk in self.chunks)


def extract_page(saved: SavedPage, rules: SiteRules = DEFAULT) -> Page:
    """Read one page. Broken HTML is read as a browser would; never raises for what is in it."""
    try:
        if is_pdf(saved.content, saved.media_type):
            return _pdf_page(saved)
        media_type = saved.media_type.partition(";")[0].strip().lower()
        if media_type not in _MARKUP:
            raise Unreadable(f"is {media_type[:60]}, neither HTML nor PDF")
        return _html_page(parse_html(decode_page(saved.content, saved.charset)), saved.address, rules)
    except Unreadable as fault:
        return Page(_web_address(saved.address), "", "ja", "", None, (), reason=str(fault))


def page_entry(page: Page, address: str) -> NewEntry:
    """A page as an entry; each chunk is found by its headings and by its text.

    A lead is found by its text alone: the page's title is nearest to every short question, and would bring the
    introduction instead of the section that answers.
    """
    passages: list[NewPassage] = []
    for position, chunk in enumerate(page.chunks):
        heading = HEADING_SIGN.join((page.title, *chunk.headings))
        if not chunk.lead:
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


def _pdf_page(saved: SavedPage) -> Page:
    pdf = read_pdf(saved.content)
    chunks, note = _chunks(pdf.lines())
    url, title = _web_address(saved.address), pdf.title
    return Page(url, title, pdf.language, "", pdf.changed_on, chunks, _reason(title, chunks), pdf.note or note)


def _html_page(tree: LexborHTMLParser, address: str, rules: SiteRules) -> Page:
    url, checked_on, department = _url(tree, address), _date(tree, rules), _department(tree, rules)
    language = ((tree.root.attributes.get("lang") or "ja") if tree.root else "ja").lower()
    if tree.body is not None:
        remove_unseen(tree.body, rules.noise, rules.accordions)
    content = find_content(tree, rules.content)
    title = _title(tree, content, rules)
    lines = (line for root in content for line in read_lines(root) if not (line.level == 1 and line.text == title))
    chunks, note = _chunks(lines)
    return Page(
        url=url,
        title=title,
        language=language if language.startswith("ja") else language.split("-")[0],
        department=department,
        checked_on=checked_on,
        chunks=chunks,
        reason=_reason(title, chunks),
        note=note,
    )


def _chunks(lines: Iterable[Line]) -> tuple[tuple[Chunk, ...], str]:
    found = list(islice(chunk_lines(_enough(lines)), MAX_CHUNKS + 1))
    note = f"only the first {MAX_CHUNKS} sections of it are used" if len(found) > MAX_CHUNKS else ""
    return tuple(mark_lead(found[:MAX_CHUNKS])), note


def _enough(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines for more chunks than are used, and no more: a list without end is not read to its end."""
    left = (MAX_CHUNKS + 1) * MOST
    for line in lines:
        yield line
        left -= 0 if line.level else len(line.text)
        if left < 0:
            return


def _reason(title: str, chunks: tuple[Chunk, ...]) -> str:
    if not title:
        return "has no title"
    return "" if chunks else "has no text"


def _title(tree: LexborHTMLParser, content: list[LexborNode], rules: SiteRules) -> str:
    """A heading of the content, else one elsewhere that is no link to the top page, else the browser's title."""
    for selector in rules.title:
        inside = (node for root in content for node in root.css(selector))
        outside = (node for node in tree.css(selector) if node.css_first("a") is None)
        for node in (*inside, *outside):
            if text := inline_text(node):
                return text
    shown = tree.css_first("title")
    return cut_site_name(inline_text(shown)) if shown else ""


def _url(tree: LexborHTMLParser, address: str) -> str:
    link = tree.css_first("link[rel=canonical]")
    canonical = ((link.attributes.get("href") or "") if link else "").strip()
    return _web_address(canonical) or _web_address(address)


def _web_address(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""


def _department(tree: LexborHTMLParser, rules: SiteRules) -> str:
    return next((text for selector in rules.department for node in tree.css(selector) if (text := _said(node))), "")


def _date(tree: LexborHTMLParser, rules: SiteRules) -> date | None:
    """The last date in the first place that has any: behind the day of publishing comes that of the update."""
    said = (_said(node) for selector in rules.date for node in tree.css(selector))
    return next((max(dates) for text in said if (dates := find_dates(text))), None)


def _said(node: LexborNode) -> str:
    attribute = {"meta": "content", "time": "datetime"}.get(node.tag or "", "")
    return clean_text(node.attributes.get(attribute) or "") or inline_text(node)
