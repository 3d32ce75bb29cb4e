"""A page's lines to chunks: along its headings, near 350 characters, never over 500."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TARGET = 350
MOST = 500
HEADING_SIGN = " > "
_SENTENCE_END = re.compile("(?<=[\u3002\uff01\uff1f!?])|(?<= / )|(?<=\\. )")


@dataclass(frozen=True)
class Line:
    """One line of text, or a heading of level 1–6."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Chunk:
    """`headings` are those above it, outermost first; `text` has 1 to 500 characters."""

    headings: tuple[str, ...]
    text: str


def chunk_lines(lines: Iterable[Line]) -> Iterator[Chunk]:
    """Chunks in the page's order. A heading without text of its own still stands above the deeper ones."""
    path: list[Line] = []
    collected: list[str] = []
    for line in lines:
        if line.level:
            yield from _chunks(path, collected)
            collected = []
            path = [*(above for above in path if above.level < line.level), line]
        else:
            collected.append(line.text)
    yield from _chunks(path, collected)


def _chunks(path: list[Line], lines: list[str]) -> Iterator[Chunk]:
    headings = tuple(line.text for line in path)
    packed = ""
    for piece in (piece for line in lines for piece in _pieces(line)):
        if packed and (len(packed) >= TARGET or len(packed) + 1 + len(piece) > MOST):
            yield Chunk(headings, packed)
            packed = ""
        packed = f"{packed}\n{piece}" if packed else piece
    if packed:
        yield Chunk(headings, packed)


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
