"""The part of a long answer that says what was asked: whole sentences and lines, in their order."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from knowledge.difference import LIGHT
from knowledge.questions import drop_plain_words
from knowledge.sources.table_rows import parse_table_lines
from nlu.tokenizer import content_words

LONG = 220  # characters; about what a phone shows without scrolling
SHORT = 80  # an opening sentence up to this says yes or no, and stays
GAP = "…"

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("excerpt.yml").read_text("utf-8"))
_FOLLOWS, _HEADING, _GOES_ON = (re.compile(_WRITTEN[name]) for name in ("follows", "heading", "goes_on"))
_VALUES = [(re.compile(one["asked"]), re.compile(one["said"])) for one in _WRITTEN["values"]]
_END = re.compile(r"[\u3002\uff01\uff1f!?]+[\u300d\u300f\uff09)]*|\.(?=\s+[A-Z(]|\s*$)|\n")
_CLOSING = "\u300d\u300f\uff09)"


@dataclass(frozen=True)
class _Sentence:
    """A place in the text, without the spaces around it, and how well it says what was asked."""

    start: int
    end: int
    text: str
    score: float = 0.0


def find_excerpt(text: str, asked: str, title: str = "", long: int = LONG) -> str:
    """The text when it is at most `long` characters; else its opening, if short, and the sentences that answer best.

    `title` is the question that the text answers: its author begins with that, so only what is asked beyond it can
    show that another part is meant, and the beginning is shown where nothing is. "…" stands where something was left
    out before a part. An exception or note (`excerpt.yml`) is shown with what it follows, and a heading only with what
    follows it, even where that takes more room. Only what has no sentences at all is cut in the middle.
    """
    if len(text) <= long:
        return text
    sentences = _rate(_split(text), asked, title)
    opening = _with_notes(sentences, 0) if sentences and len(sentences[0].text) <= SHORT else 0
    room = long - (sentences[opening - 1].end if opening else 0)
    start, end = _best_run(sentences, opening, room)
    if start == end:
        return _beginning(text, sentences, long)
    if start == opening:
        return text[: sentences[end - 1].end]
    shown = text[sentences[start].start : sentences[end - 1].end]
    return f"{text[: sentences[opening - 1].end]}\n{GAP}\n{shown}" if opening else f"{GAP}\n{shown}"


def _split(text: str) -> list[_Sentence]:
    """Sentences, lines and rows of tables.

    One inside of a quotation or of a row ends none, nor does a line that goes on in the next.
    """
    sentences: list[_Sentence] = []
    start = line_start = 0
    for line in text.splitlines(keepends=True):
        line_end = line_start + len(line)
        if not parse_table_lines(line):
            for match in _END.finditer(text, line_start, line_end):
                if match.group() != "\n" and match.group()[-1] not in _CLOSING:
                    sentences.append(_sentence(text, start, match.end()))
                    start = match.end()
        if not _GOES_ON.search(line):
            sentences.append(_sentence(text, start, line_end))
            start = line_end
        line_start = line_end
    sentences.append(_sentence(text, start, len(text)))
    return [sentence for sentence in sentences if sentence.text]


def _sentence(text: str, start: int, end: int) -> _Sentence:
    words = text[start:end]
    inner = words.strip()
    begin = start + len(words) - len(words.lstrip())
    return _Sentence(begin, begin + len(inner), inner)


def _rate(sentences: Sequence[_Sentence], asked: str, title: str) -> list[_Sentence]:
    """By the words of the question in each, the rarer in this answer the better, and by the kind of value asked for."""
    words = set(content_words(drop_plain_words(asked))) - set(content_words(title)) - LIGHT
    said = [words & set(content_words(sentence.text)) for sentence in sentences]
    wanted = [said for asking, said in _VALUES if asking.search(asked) and not asking.search(title)]
    for found, sentence in zip(said, sentences, strict=True):
        found |= {pattern.pattern for pattern in wanted if pattern.search(sentence.text)}
    counts = Counter(word for found in said for word in found)
    weights = {word: math.log(1 + len(sentences) / count) for word, count in counts.items()}
    return [
        _Sentence(sentence.start, sentence.end, sentence.text, sum(weights[word] for word in found))
        for sentence, found in zip(sentences, said, strict=True)
    ]


def _best_run(sentences: Sequence[_Sentence], first: int, room: int) -> tuple[int, int]:
    """Where the best neighbouring sentences begin and end; an empty run when none says anything of it."""
    best, key = (first, first), (0.0, False, 0.0)
    for start in range(first, len(sentences)):
        end = start + 1
        while end < len(sentences) and sentences[end].end - sentences[start].start <= room:
            end += 1
        score = round(sum(one.score for one in sentences[start:end]), 6)
        found = (score, start == first, sentences[start].score) if score else key  # as good as others: the beginning
        if found > key:
            best, key = (start, end), found
    start, end = best
    while start > first and start < end and _leans_on_above(sentences, start):
        start -= 1
    return (start, _with_notes(sentences, end - 1, start)) if end > start else best


def _leans_on_above(sentences: Sequence[_Sentence], place: int) -> bool:
    return bool(_FOLLOWS.search(sentences[place].text) or _HEADING.search(sentences[place - 1].text))


def _with_notes(sentences: Sequence[_Sentence], last: int, first: int = 0) -> int:
    """The end of a run from `first` to `last`: with the notes that follow, without a heading of what does not."""
    end = last + 1
    while end < len(sentences) and _FOLLOWS.search(sentences[end].text):
        end += 1
    while first + 1 < end < len(sentences) and _HEADING.search(sentences[end - 1].text):
        end -= 1
    return end


def _beginning(text: str, sentences: Sequence[_Sentence], long: int) -> str:
    """The first sentences within `long`, at least one."""
    if not sentences or len(sentences[0].text) > 2 * long:
        return f"{text.strip()[:long].rstrip()}{GAP}"
    end = 1
    while end < len(sentences) and sentences[end].end <= long:
        end += 1
    return text[: sentences[_with_notes(sentences, end - 1) - 1].end]
