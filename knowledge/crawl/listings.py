"""Sitemaps and feeds, read while they come: a sitemap of 100,000 addresses never stands in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from knowledge.crawl.models import CrawlKind
from knowledge.crawl.network import Refused

LISTING_TYPES = (
    "application/xml", "text/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml",
    "application/gzip", "application/x-gzip",
)  # fmt: skip
_ROOTS = {
    "urlset": CrawlKind.SITEMAP,
    "sitemapindex": CrawlKind.SITEMAP,
    "rss": CrawlKind.FEED,
    "RDF": CrawlKind.FEED,
    "feed": CrawlKind.FEED,
}
_ENTRIES = ("url", "sitemap", "item", "entry")
_GZIP = b"\x1f\x8b"
_PIECE = 65_536


@dataclass(frozen=True)
class Listed:
    """One address of a listing; of another sitemap when `is_sitemap`."""

    kind: CrawlKind
    address: str
    is_sitemap: bool


def read_listing(pieces: Iterable[bytes], most_bytes: int) -> Iterator[Listed]:
    """What a sitemap, a sitemap index or a feed lists, packed or not; entities are not expanded.

    Raises Refused when it is none, is broken, or has more bytes; what stood before was given.
    """
    parser: Any = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    kind: CrawlKind | None = None
    try:
        for piece in _limit(_unpack(pieces), most_bytes):
            parser.feed(piece)
            for event, element in parser.read_events():
                if kind is None:
                    kind = _get_kind(_name(element))
                if event == "end" and _name(element) in _ENTRIES:
                    address = _find_address(element)
                    is_sitemap = _name(element) == "sitemap"
                    _forget(element)
                    if address:
                        yield Listed(kind, address, is_sitemap)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Refused(f"is broken XML at line {error.lineno}") from None
    except zlib.error:
        raise Refused("is broken gzip") from None


def _get_kind(name: str) -> CrawlKind:
    if name not in _ROOTS:
        raise Refused("is XML, but neither a sitemap nor a feed")
    return _ROOTS[name]


def _find_address(element: Any) -> str:
    """Of `<loc>`, of RSS's `<link>`, or of Atom's `<link href>` that is for reading."""
    for child in element:
        name = _name(child)
        if name == "loc" or (name == "link" and child.text and child.text.strip()):
            return (child.text or "").strip()
        if name == "link" and child.get("rel", "alternate") == "alternate" and child.get("href"):
            return str(child.get("href")).strip()
    return ""


def _forget(element: Any) -> None:
    """Free an element and all before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _limit(pieces: Iterable[bytes], most_bytes: int) -> Iterator[bytes]:
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > most_bytes:
            raise Refused(f"has more than {most_bytes:,} bytes, and no more are read")
        yield piece


def _unpack(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip a little at a time, however much a piece would become."""
    unpacker: Any = None
    first = True
    for piece in pieces:
        if first and piece.startswith(_GZIP):
            unpacker = zlib.decompressobj(wbits=31)
        first = False
        if unpacker is None:
            yield piece
            continue
        rest = piece
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, _PIECE)
            rest = unpacker.unconsumed_tail
