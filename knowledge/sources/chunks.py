"""A page's lines to chunks: along its headings, near 350 characters, never over 500."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

TARGET = 350
MOST = 500
LITTLE = 80  # a rest as short as this joins the chunk before it, when there is room
MADE_HEADING = 7  # below h6: what only looks like a heading, and what opens and closes (summary, dt)
HEADING_SIGN = " > "
_LEAD = 150  # characters; a longer beginning has something to say
_FACT = re.compile(r"[0-9\uff10-\uff19]|: ")
_SENTENCE_END = re.compile("(?<=[\u3002\uff01\uff1f!?])|(?<= / )|(?<=\\. )")


@dataclass(frozen=True)
class Line:
    """One line of text, or a heading: level 1–6, or MADE_HEADING. A heading without text closes its level."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Chunk:
    """`headings` are those above it, outermost first; `text` has 1 to 500 characters.

    A `lead` only introduces the page: it stands before its first heading, is short, and holds no figure or fact.
    """

    headings: tuple[str, ...]
    text: str
    lead: bool = False


def chunk_lines(lines: Iterable[Line]) -> Iterator[Chunk]:
    """Chunks in the page's order. A heading without text of its own still stands above the deeper ones; where only the
    looks made it a heading, it is text."""
    path: list[Line] = []
    collected: list[str] = []
    for line in lines:
        if not line.level:
            collected.append(line.text)
            continue
        yield from _chunks(*_without_empty_heading(path, collected, line.level))
        collected = []
        path = [above for above in path if above.level < line.level]
        if line.text and line.text not in (above.text for above in path[-1:]):
            path.append(line)
    yield from _chunks(*_without_empty_heading(path, collected, 0))


def mark_lead(chunks: list[Chunk]) -> list[Chunk]:
    """The chunks, the first marked when it only introduces what stands under the headings behind it."""
    if len(chunks) < 2 or chunks[0].headings or not chunks[1].headings:
        return chunks
    first = chunks[0]
    return [replace(first, lead=len(first.text) <= _LEAD and not _FACT.search(first.text)), *chunks[1:]]


def _without_empty_heading(path: list[Line], collected: list[str], next_level: int) -> tuple[list[Line], list[str]]:
    if collected or not path or path[-1].level < MADE_HEADING or next_level > path[-1].level:
        return path, collected
    return path[:-1], [path[-1].text]


def _chunks(path: list[Line], lines: list[str]) -> Iterator[Chunk]:
    headings = tuple(line.text for line in path)
    ready = ""
    for text in _packed(lines):
        if ready and len(text) <= LITTLE and len(ready) + 1 + len(text) <= MOST:
            text, ready = f"{ready}\n{text}", ""
        if ready:
            yield Chunk(headings, ready)
        ready = text
    if ready:
        yield Chunk(headings, ready)


def _packed(lines: list[str]) -> Iterator[str]:
    packed = ""
    for piece in (piece for line in lines for piece in _pieces(line)):
        if packed and (len(packed) >= TARGET or len(packed) + 1 + len(piece) > MOST):
            yield packed
            packed = ""
        packed = f"{packed}\n{piece}" if packed else piece
    if packed:
        yield packed


def _pieces(line: str) -> Iterator[str]:
    """A line in pieces of at most 500 characters, cut behind sentences where there are any."""
    packed = ""
    for sentence in _SENTENCE_END.split(line) if len(line) > MOST else [line]:
        for start in range(0, len(sentence), MOST):
            part = sentence[start : start + MOST]
            if packed and len(packed) + len(part) > MOST:
                yield packed.strip()
                packed = ""
            packed += part
    if packed.strip():
        yield packed.strip()
