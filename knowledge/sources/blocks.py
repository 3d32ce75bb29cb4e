"""A page's elements to lines: paragraphs, list items, table rows, definitions, and headings with their level."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from selectolax.lexbor import LexborNode

from bot.yaml_files import parse_yaml
from knowledge.sources.chunks import MADE_HEADING, Line
from knowledge.sources.inline import BLOCKS, MAX_DEPTH, inline_text, join_words
from knowledge.sources.table_rows import Fact, TableRow, render_row
from knowledge.sources.tables import is_layout, table_lines

_SHORT = 40
_SHORT_DEFINITION = 100
_NUMBERED = re.compile(r"[(\uff08]?[0-9\uff10-\uff19\u2460-\u2473]")
_SENTENCE_ENDINGS = tuple(parse_yaml(Path(__file__).with_name("headings.yml").read_text("utf-8"))["sentence_endings"])
_HEADING_CLASS = re.compile(
    r"(?:^|[\s_-])(?:midashi|heading|headline|ttl|title|subtitle|h[2-6](?:bg)?)\d*(?=$|[\s_-])", re.I
)
_ANY_BLOCK = ", ".join(sorted(BLOCKS))

Piece = str | Line  # inline text, or a line of its own; an empty line ends a block


def read_lines(root: LexborNode) -> Iterator[Line]:
    """The lines below a node, in order. A heading without text closes what is under its level."""
    inline: list[str] = []
    for piece in _walk(root, 0):
        if isinstance(piece, str):
            inline.append(piece)
            continue
        yield from _flush(inline)
        inline = []
        if piece.text or piece.level:
            yield piece
    yield from _flush(inline)


def _flush(inline: list[str]) -> Iterator[Line]:
    text = join_words("".join(inline))
    if text:
        yield Line(text)


def _walk(node: LexborNode, depth: int) -> Iterator[Piece]:
    for child in node.iter(include_text=True):
        yield from _read(child, depth)


def _read(node: LexborNode, depth: int) -> Iterator[Piece]:
    tag = node.tag or ""
    if node.is_text_node:
        yield node.text_content or ""
    elif not node.is_element_node:
        return
    elif level := _level(node, tag):
        yield Line(inline_text(node), level)
    elif depth >= MAX_DEPTH:
        yield Line(inline_text(node))
    elif tag == "table" and not is_layout(node):
        yield Line("")
        yield from (Line(line) for line in table_lines(node))
    elif tag in BLOCKS:
        yield Line("")
        yield from _SPECIAL.get(tag, _walk)(node, depth + 1)
        yield Line("")
    else:
        yield from _walk(node, depth + 1)


def _level(node: LexborNode, tag: str) -> int:
    """Of a heading, 0 for anything else. Old pages have paragraphs in bold or of a class where headings should be."""
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1]) if inline_text(node) else 0
    if tag not in ("p", "div") or _has_block(node):
        return 0
    text = inline_text(node)
    if not text or len(text) > _SHORT or text.endswith(_SENTENCE_ENDINGS):
        return 0
    is_named = _HEADING_CLASS.search(node.attributes.get("class") or "") is not None
    return MADE_HEADING if is_named or _is_bold(node, tag) else 0


def _has_block(node: LexborNode) -> bool:
    """Inside it; the selector alone would find the node itself. Its children are looked at first: that is cheap."""
    return any(child.tag in BLOCKS for child in node.iter()) or len(node.css(_ANY_BLOCK)) > 1


def _is_bold(node: LexborNode, tag: str) -> bool:
    """A paragraph that is bold from its first letter to its last."""
    parts = _worded(node)
    while len(parts) == 1 and parts[0].tag in ("span", "font", "u", "a"):
        parts = _worded(parts[0])
    return tag == "p" and len(parts) == 1 and parts[0].tag in ("strong", "b")


def _worded(node: LexborNode) -> list[LexborNode]:
    parts = node.iter(include_text=True)
    return [part for part in parts if part.is_element_node or (part.is_text_node and (part.text_content or "").strip())]


def _details(node: LexborNode, depth: int) -> Iterator[Piece]:
    """What opens under a summary belongs to it, and nothing behind it does."""
    summary = next((child for child in node.iter() if child.tag == "summary"), None)
    title = inline_text(summary) if summary is not None else ""
    if summary is None or not title:
        yield from _walk(node, depth)
        return
    named = summary.css_first("h1, h2, h3, h4, h5, h6")
    level = int((named.tag or "")[1]) if named is not None else MADE_HEADING
    yield Line(title, level)
    for child in node.iter(include_text=True):
        if child.mem_id != summary.mem_id:
            yield from _read(child, depth)
    yield Line("", level)


def _definitions(node: LexborNode, depth: int) -> Iterator[Piece]:
    """`term: definition` where both are short, as in a table of two columns; else the term is a heading."""
    term = ""
    for child in _entries(node):
        if child.tag == "dt":
            if term:
                yield Line(term)
            term = inline_text(child)
        elif not term:
            yield from _read(child, depth)
        elif not _has_block(child) and len(inline_text(child)) <= _SHORT_DEFINITION:
            yield Line(render_row(TableRow(term, (Fact("", inline_text(child)),))))
            term = ""
        else:
            yield Line(term, MADE_HEADING)
            yield from _read(child, depth)
            yield Line("", MADE_HEADING)
            term = ""
    if term:
        yield Line(term)


def _entries(node: LexborNode) -> Iterator[LexborNode]:
    for child in node.iter():
        if child.tag == "div":
            yield from child.iter()
        else:
            yield child


def _steps(node: LexborNode, depth: int) -> Iterator[Piece]:
    """The items of a numbered list with their numbers."""
    start = node.attributes.get("start") or "1"
    number = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1
    for child in node.iter(include_text=True):
        if child.tag != "li":
            yield from _read(child, depth)
            continue
        yield Line("")
        yield from _numbered(_walk(child, depth), number)
        yield Line("")
        number += 1


def _numbered(pieces: Iterator[Piece], number: int) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, str) and piece.strip():
            yield piece if _NUMBERED.match(piece.strip()) else f"{number}. {piece.lstrip()}"
            break
        yield piece
        if isinstance(piece, Line) and piece.text:
            break
    yield from pieces


_SPECIAL: dict[str, Callable[[LexborNode, int], Iterator[Piece]]] = {
    "details": _details,
    "dl": _definitions,
    "ol": _steps,
}
