"""The lines of a PDF's page as people read them: sentences whole again, without page numbers and running titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.yaml_files import parse_yaml
from knowledge.sources.inline import join_words

_WORDS = parse_yaml(Path(__file__).with_name("pdf.yml").read_text("utf-8"))
_STARTS, _ENDS = tuple(_WORDS["line_starts"]), tuple(_WORDS["line_ends"])
_NUMBERED = re.compile(r"[0-9\uff10-\uff19]{1,3}[.)\uff0e\uff09\u3001 ]|[\u30a2-\u30f3][.)\uff0e\uff09\u3001 ]")
_PAGE_NUMBER = re.compile(
    r"[-\u2010-\u2015\u2212\uff0d\s]*(?:[Pp]\.?\s*)?[0-9\uff10-\uff19]{1,4}(?:\s*/\s*\d+)?[-\u2010-\u2015\u2212\uff0d\s]*"
)
_WIDE = r"[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]"
_SPACED_OUT = re.compile(rf"(?<!\S){_WIDE}(?: {_WIDE}){{2,}}(?!\S)")
_ENDS_WIDE, _STARTS_WIDE = re.compile(rf"{_WIDE}$"), re.compile(rf"^{_WIDE}")
_HYPHENATED = re.compile(r"[a-z]-$")
_FULL = 0.8  # of a long line's length: where it ends, the margin was, not the sentence
_SHORTEST = 15  # characters of a line that is broken; in shorter ones each line says something
_OFTEN = 3  # pages that begin or end alike, before a line is taken for a running title


def split_lines(text: str) -> list[str]:
    """A page's lines, each on its own, titles that are s p a c e d out drawn together."""
    lines = (join_words(line) for line in text.splitlines())
    return [_SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), line) for line in lines if line]


def drop_running_lines(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without their numbers and without what stands at the top or foot of more than half of them."""
    edges = Counter(line for page in pages for line in {_uncounted(line) for line in (*page[:1], *page[-1:])})
    running = {line for line, count in edges.items() if count >= _OFTEN and count > len(pages) / 2}
    return [_without_edges(page, running) for page in pages]


def find_margin(pages: Iterable[list[str]]) -> float:
    """From how many characters on a line ends because the paper does: most of a file's long lines are as long."""
    lengths = sorted(len(line) for page in pages for line in page)
    return max(_SHORTEST, _FULL * lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0)


def join_lines(lines: list[str], margin: float) -> list[str]:
    """Lines that end at the margin run on into the next: Japanese without a space, a hyphenated word without it."""
    joined: list[str] = []
    above = ""
    for line in lines:
        if joined and _HYPHENATED.search(above) and line[:1].islower():
            joined[-1] = joined[-1][:-1] + line
        elif joined and len(above) >= margin and _runs_on(above, line):
            glue = "" if _ENDS_WIDE.search(above) or _STARTS_WIDE.search(line) else " "
            joined[-1] += glue + line
        else:
            joined.append(line)
        above = line
    return joined


def _runs_on(above: str, line: str) -> bool:
    return not above.endswith(_ENDS) and not line.startswith(_STARTS) and not _NUMBERED.match(line)


def _without_edges(page: list[str], running: set[str]) -> list[str]:
    kept = list(page)
    for edge in (0, -1, 0, -1):  # a running title above or below a page number
        if kept and (_PAGE_NUMBER.fullmatch(kept[edge]) or _uncounted(kept[edge]) in running):
            del kept[edge]
    return kept


def _uncounted(line: str) -> str:
    return re.sub(r"\d+", "#", line)
