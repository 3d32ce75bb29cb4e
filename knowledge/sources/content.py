"""Which elements of a page hold what the city wrote: its selectors say so, otherwise trafilatura points at them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.sources.decoding import Unreadable

MAX_NESTING = 2_000  # browsers stop at 512; parsing takes time by its square
_MAX_REPEATED = 3_000_000  # elements that formatting which is never closed is repeated in
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it complains of every page that has little text
_DRAWN = re.compile(r"[\s|\u3000-]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FORMATTING_NAMES = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_NAMES.split())
_CLOSED_NAMES = (
    "p li dt dd td th tr tbody thead tfoot option optgroup colgroup rt rp area base br col embed hr img input link meta"
    " param source track wbr"
)
_CLOSED_BY_OTHERS = frozenset(_CLOSED_NAMES.split())
_MOST_TO_JUDGE = 500_000  # characters of a page that trafilatura is asked about
_SHRED = 12  # characters
_MOST_SHREDS = 400
_MOST_STEPS = 50  # down from the body
_HELD = 0.9  # of what it finds: one stray line of the footer must not bring the whole page
_TEXT = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre")  # not layout
_STRUCTURE = "h1, h2, h3, h4, h5, h6, table, dl, li"  # what a line of the footer is not in
_LEAST_FOUND = 150  # characters; on a page of links it finds the footer only
_TRUSTED = 0.5  # of the words that are no links; less, and it has thrown away what people wrote


def parse_html(html: str) -> LexborHTMLParser:
    """The tree as a browser would build it. Raises Unreadable for what was made to keep a parser busy."""
    nesting, formatting, tags = _measure(html)
    if nesting > MAX_NESTING:
        raise Unreadable(f"has more than {MAX_NESTING:,} elements inside each other")
    if formatting * tags > _MAX_REPEATED:
        raise Unreadable(f"never closes {formatting:,} of its formatting elements")
    return LexborHTMLParser(html)


def find_content(tree: LexborHTMLParser, selectors: Iterable[str]) -> list[LexborNode]:
    """The elements of the first selector that gives any text, none inside another.

    Without one, the page is of an old or unknown make. Its body still has menus, which trafilatura tells from text;
    but trafilatura loses headings and spans of tables. So it only points: the smallest element that holds nearly all
    of what it found is read as any other. Where it found less than half of the words that are no links, it was wrong
    (a page of short lines looks like a menu to it), and the body is read whole.
    """
    for selector in selectors:
        found = [node for node in _outermost(tree.css(selector)) if node.text().strip()]
        if found:
            return found
    return [_pointed_at(tree.body)] if tree.body is not None else []


def _measure(html: str) -> tuple[int, int, int]:
    """The deepest nesting, the most formatting that is open at once, and the tags in all, by a guess from outside."""
    depth = deepest = formatting = most = tags = 0
    for closing, name in _TAG.findall(html):
        tags += 1
        tag = name.lower()
        if tag in _CLOSED_BY_OTHERS:
            continue
        step = -1 if closing else 1
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
        if tag in _FORMATTING:
            formatting = max(0, formatting + step)
            most = max(most, formatting)
    return deepest, most, tags


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    known = {node.mem_id for node in nodes}
    return [node for node in nodes if not _is_below(node, known)] if len(nodes) > 1 else nodes


def _is_below(node: LexborNode, known: set[int]) -> bool:
    above = node.parent
    while above is not None:
        if above.mem_id in known:
            return True
        above = above.parent
    return False


def _pointed_at(body: LexborNode) -> LexborNode:
    found = _trafilatura_text(body.html or "")
    shreds = _shreds(found)
    linked = sum(len(_squeezed(link.text())) for link in body.css("a"))
    if len(found) < max(_LEAST_FOUND, _TRUSTED * (len(_squeezed(body.text())) - linked)):
        return body
    place: LexborNode | None = body
    for _ in range(_MOST_STEPS):
        if place is None:
            break
        body, place = place, _inner(place, shreds)
    return body


def _inner(place: LexborNode, shreds: list[str]) -> LexborNode | None:
    """The child that holds nearly all that was found, or most of it with nothing but plain text beside it.

    Where paragraphs stand side by side, the place is reached.
    """
    held = [(_held(child, shreds), child) for child in place.iter()]
    most, inner = max(held, key=lambda pair: pair[0], default=(0, place))
    beside = sum(length for length, _ in held) - most
    if not most or beside > most:
        return None
    others = [child for length, child in held if length and child.mem_id != inner.mem_id]
    if any(child.tag in _TEXT for child in others):
        return None
    is_plain = all(child.css_first(_STRUCTURE) is None for child in others)
    return inner if is_plain or most >= _HELD * (most + beside) else None


def _held(node: LexborNode, shreds: list[str]) -> int:
    text = _squeezed(node.text())
    return sum(shred in text for shred in shreds)


def _trafilatura_text(html: str) -> str:
    """What trafilatura takes for the text, without spaces; nothing for a page it can't judge."""
    if len(html) > _MOST_TO_JUDGE:
        return ""
    from trafilatura import extract  # a second to import, and few pages need it

    return _squeezed(extract(html, fast=True, favor_recall=True, include_comments=False) or "")


def _shreds(text: str) -> list[str]:
    """Small pieces, some of them from everywhere: it runs the cells of a layout together, so lines are not found."""
    shreds = [text[at : at + _SHRED] for at in range(0, len(text), _SHRED)]
    return shreds[:: len(shreds) // _MOST_SHREDS + 1]


def _squeezed(text: str) -> str:
    """Without spaces and what trafilatura draws lists and tables with."""
    return _DRAWN.sub("", text)
