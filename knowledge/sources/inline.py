"""The words of an element on one line, as a browser would run them together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from knowledge.entries import clean_text

_BLOCK_NAMES = (
    "address article blockquote br caption center dd details dialog dir div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu ol optgroup option p pre section summary table tbody"
    " td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
MAX_DEPTH = 200  # of nested elements; deeper ones are taken as one text
_WIDE = r"[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]"
_BROKEN_LINE = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n]\s*(?={_WIDE})")  # only laid out so in the source


def inline_text(node: LexborNode) -> str:
    """All words in a node; a space where a block begins or ends."""
    return join_words("".join(_strings(node, 0)))


def join_words(text: str) -> str:
    """Single spaces, none where a Japanese line was broken in the source, and nothing that can't be seen."""
    return " ".join(clean_text(_BROKEN_LINE.sub("", text)).split())


def _strings(node: LexborNode, depth: int) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if child.is_text_node:
            yield child.text_content or ""
        elif child.tag in BLOCKS:
            yield " "
            yield from _strings(child, depth + 1) if depth < MAX_DEPTH else [child.text(separator=" ")]
            yield " "
        elif child.is_element_node:
            yield from _strings(child, depth + 1) if depth < MAX_DEPTH else [child.text(separator=" ")]
