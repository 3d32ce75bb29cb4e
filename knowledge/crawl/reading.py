"""A page as it came to what is stored of it: its entry, its links, and what it says of itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from bot.errors import describe_fault
from knowledge.crawl.addresses import clean_address
from knowledge.crawl.answer import Fetched
from knowledge.crawl.options import CrawlOptions
from knowledge.crawl.robots import Wishes, read_wishes
from knowledge.entries import NewEntry
from knowledge.sources.decoding import decode_page
from knowledge.sources.pages import SavedPage, extract_page, page_entry
from knowledge.sources.site_rules import choose_site_rules

MOST_LINKS = 5_000  # of one page; a site map of a large city has fewer
NOINDEX = "asks not to be found (noindex)"
_LINKS = "a[href], area[href], link[rel~=alternate][hreflang][href], link[rel~=next][href]"
_FRAMES = "frame[src], iframe[src]"
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReadPage:
    """`entry` is None for a page that is not used, for the `reason`; `canonical` is its own word for its address."""

    entry: NewEntry | None
    reason: str
    note: str
    links: tuple[str, ...]
    canonical: str


@dataclass(frozen=True)
class _Head:
    wishes: Wishes
    links: tuple[str, ...]
    canonical: str


def read_page(address: str, fetched: Fetched, robots_tag: str, options: CrawlOptions) -> ReadPage:
    """Never raises for what is in a page."""
    head = _read_head(address, fetched, read_wishes(robots_tag))
    if head.wishes.noindex:
        return ReadPage(None, NOINDEX, "", head.links, head.canonical)
    saved = SavedPage(address=address, content=fetched.content, charset=fetched.charset, media_type=fetched.media_type)
    try:
        page = extract_page(saved, choose_site_rules(options.rules, address))
    except Exception as error:  # noqa: BLE001  # one page that nobody can read must not stop the other 20,000
        log.warning("a page could not be read: %s", describe_fault(error))
        return ReadPage(None, "can't be read", "", head.links, head.canonical)
    page = replace(page, url=head.canonical or page.url)  # it may be written without the host
    entry = None if page.reason else page_entry(page, address)
    return ReadPage(entry, page.reason, page.note, head.links, head.canonical)


def _read_head(address: str, fetched: Fetched, wishes: Wishes) -> _Head:
    if fetched.media_type == "application/pdf":
        return _Head(wishes, (), "")
    tree = LexborHTMLParser(decode_page(fetched.content, fetched.charset))
    for node in tree.css("meta[name]"):
        if (node.attributes.get("name") or "").lower() in ("robots", "madoguchi"):
            said = read_wishes(node.attributes.get("content") or "")
            wishes = Wishes(wishes.noindex or said.noindex, wishes.nofollow or said.nofollow)
    base_node = tree.css_first("base[href]")
    base = (clean_address(base_node.attributes.get("href") or "", address) if base_node else "") or address
    canonical_node = tree.css_first("link[rel~=canonical][href]")
    canonical = clean_address(canonical_node.attributes.get("href") or "", base) if canonical_node else ""
    found = () if wishes.nofollow else dict.fromkeys(_list_links(tree, base))
    return _Head(wishes, tuple(found)[:MOST_LINKS], canonical)


def _list_links(tree: LexborHTMLParser, base: str) -> Iterator[str]:
    for node in tree.css(_LINKS):
        if "nofollow" not in (node.attributes.get("rel") or "").lower().split():
            yield clean_address(node.attributes.get("href") or "", base)
    for node in tree.css(_FRAMES):
        yield clean_address(node.attributes.get("src") or "", base)
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            target = _REFRESH.search(node.attributes.get("content") or "")
            if target:
                yield clean_address(target[1], base)
