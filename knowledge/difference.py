"""What sets titles apart that are one question but for a single thing: the person or the family, by post or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from nlu.tokenizer import Word, list_words

LONGEST_WORD = 10  # characters; a button of it is read at a glance
_LEAST_LETTERS = 2  # of a word: one letter of a compound says too little
_LEAST_SHARED = 3  # letters, and not fewer than the shortest word has: less in common is another question

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("difference.yml").read_text("utf-8"))
_SUFFIX: str = _WRITTEN["suffix"]
LIGHT, _PARTS, _NOUNS, _JOINS = (frozenset(_WRITTEN[name]) for name in ("light", "parts", "nouns", "joins"))


@dataclass(frozen=True)
class Difference:
    """`topic` is the longest name that the titles share, empty when they share none; `words` has one for each title."""

    topic: str
    words: tuple[str, ...]


def find_difference(titles: Sequence[str]) -> Difference | None:
    """The one place where the titles differ, when they share enough beside it and it has short, different names."""
    read = [list_words(title) for title in titles]
    heavy = [[place for place, word in enumerate(words) if _is_heavy(word)] for words in read]
    forms = [[words[place].form for place in places] for words, places in zip(read, heavy, strict=True)]
    before, after = _shared(forms)
    middles = [places[before : len(places) - after] for places in heavy]
    if len(titles) < 2 or not all(middles):
        return None
    spans = _name_spans(read, [(middle[0], middle[-1] + 1) for middle in middles])
    words = tuple(_join(words[start:end]) for words, (start, end) in zip(read, spans, strict=True))
    named = all(_is_name(words[start:end]) for words, (start, end) in zip(read, spans, strict=True))
    short = max(map(len, words)) <= LONGEST_WORD and len(set(words)) == len(words)
    shared = _count_letters(read[0], spans[0]) >= max(_LEAST_SHARED, min(map(len, words)))
    topic = _find_topic(read[0], spans[0])
    said_once = not any(word in topic or topic in word for word in words if topic)
    return Difference(topic, words) if named and short and shared and said_once else None


def _shared(forms: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many words all have in common at the beginning, and how many of the rest at the end."""
    before = sum(1 for _ in takewhile(_are_same, zip(*forms, strict=False)))
    rests = [form[before:][::-1] for form in forms]
    return before, sum(1 for _ in takewhile(_are_same, zip(*rests, strict=False)))


def _are_same(forms: Sequence[str]) -> bool:
    return len(set(forms)) == 1


def _name_spans(read: Sequence[Sequence[Word]], spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """The spans, all widened to whole compounds where one of them is a torn-off piece of it."""
    if any(_is_torn(words, span) for words, span in zip(read, spans, strict=True)):
        return [_widen(words, span) for words, span in zip(read, spans, strict=True)]
    return spans


def _is_torn(words: Sequence[Word], span: tuple[int, int]) -> bool:
    """A single letter, or parted from its suffix."""
    start, end = span
    rest = words[end].part[0] if end < len(words) else ""
    return len(_join(words[start:end])) < _LEAST_LETTERS or _SUFFIX in (words[start].part[0], rest)


def _widen(words: Sequence[Word], span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    while start > 0 and _is_noun(words[start - 1]):
        start -= 1
    while end < len(words) and _is_noun(words[end]):
        end += 1
    return start, end


def _find_topic(words: Sequence[Word], span: tuple[int, int]) -> str:
    """The longest name outside of the span, its parts joined by a particle or nothing."""
    names: list[list[Word]] = [[]]
    for place, word in enumerate(words):
        if not span[0] <= place < span[1] and (_is_noun(word) or (names[-1] and word.surface in _JOINS)):
            names[-1].append(word)
        elif names[-1]:
            names.append([])
    return max((_trim(name) for name in names), key=len)


def _trim(name: Sequence[Word]) -> str:
    """Without joints and light words at its end: what is asked of the thing is in the question."""
    kept = list(name)
    while kept and (kept[-1].surface in _JOINS or kept[-1].form in LIGHT):
        kept.pop()
    return _join(kept)


def _count_letters(words: Sequence[Word], span: tuple[int, int]) -> int:
    """Of the words with a meaning outside of the span."""
    return sum(
        len(word.surface) for place, word in enumerate(words) if not span[0] <= place < span[1] and _is_heavy(word)
    )


def _is_name(words: Sequence[Word]) -> bool:
    return all(_is_noun(word) or word.surface in _JOINS for word in words)


def _is_heavy(word: Word) -> bool:
    return word.part[0] in _PARTS and word.form not in LIGHT


def _is_noun(word: Word) -> bool:
    return word.part[0] in _NOUNS


def _join(words: Sequence[Word]) -> str:
    return "".join(word.surface for word in words).strip()
