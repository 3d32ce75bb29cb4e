"""Words of a sentence and whether the passages have them (`wording.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from nlu.tokenizer import Word, list_words

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("wording.yml").read_text("utf-8"))
_STAND_INS: dict[str, str] = {word: line[0] for line in _WRITTEN["same"] for word in line}
_FREE, COMMON, _DECISIVE, _PARTICLES, _ANSWERS, _THINGS, _NOUNS = (
    frozenset(_WRITTEN[name]) for name in ("free", "common", "decisive", "particles", "answers", "things", "nouns")
)
_BESIDE: dict[str, list[str]] = _WRITTEN["beside"]
_NUMERAL: str = _WRITTEN["numeral"]
_ADVERB: str = _WRITTEN["adverb"]
_NAME_ENDS = tuple(_WRITTEN["name_ends"])
_QUOTED, _LATIN, _KANA = (re.compile(_WRITTEN[name]) for name in ("quoted", "latin", "kana"))
_WRITABLE = re.compile(f"(?:{_WRITTEN['letters']}|{_WRITTEN['marks']})+")


_LAST = 3


def stand_in(form: str) -> str:
    """The word that stands for this one and all that say the same."""
    return _STAND_INS.get(form, form)


def is_writable(text: str) -> bool:
    """Whether a text as it came is Japanese writing and nothing else: no markup, no other alphabet, no odd digits."""
    return _WRITABLE.fullmatch(text) is not None and _KANA.search(text) is not None


@lru_cache(maxsize=20_000)
def find_words(text: str) -> frozenset[str]:
    """What a text speaks of, by stand-ins; free words and numbers are left out."""
    return frozenset(stand_in(word.form) for word in list_words(text.lower()) if _has_meaning(word))


def known_words(kinds: Iterable[str], source_words: frozenset[str]) -> frozenset[str]:
    """What a sentence may speak of: the source's words, common ones, those that go with its claims' `kinds`."""
    return source_words | COMMON | {word for kind in kinds for word in _BESIDE.get(kind, ())}


def find_unsupported(text: str, source: str, known: frozenset[str]) -> Iterator[str]:
    """Words and names of the text that are neither known nor in the source's wording.

    `text` is without its claims; all is in one spelling.
    """
    squeezed = squeeze(source)
    yield from (name for name in (*_quoted(text), *_LATIN.findall(text)) if squeeze(name) not in squeezed)
    for run in _find_runs(text):
        name = "".join(word.surface for word in run)
        if len(run) > 1 and squeeze(name) in squeezed:
            continue
        unsupported = [word.surface for word in run if not _is_supported(word, squeezed, known)]
        yield from unsupported
        # Words that are each in the source may still form an office or a paper that is not.
        if len(run) > 1 and name.endswith(_NAME_ENDS) and not all(_goes_with_value(word) for word in run):
            yield name


def find_last_words(text: str) -> tuple[str, ...]:
    """The last three words with a meaning, by their stand-ins."""
    words = [stand_in(word.form) for word in list_words(text.lower()) if _has_meaning(word)]
    return tuple(words[-_LAST:])


def coverage(text: str, known: frozenset[str]) -> float:
    """The share of a text's words that are known; 1 for a text without any."""
    words = find_words(text)
    return len(words & known) / len(words) if words else 1.0


def squeeze(text: str) -> str:
    """Lower case without spaces and marks, so that only wording is compared."""
    return re.sub(r"[\W_]+", "", text.lower())


def _has_meaning(word: Word) -> bool:
    if word.form in _FREE or word.part[1] == _NUMERAL:
        return False
    return word.part[0] in _THINGS or word.part[0] == _ADVERB


def _is_supported(word: Word, squeezed: str, known: frozenset[str]) -> bool:
    if word.form in _DECISIVE or word.surface in _PARTICLES or word.surface in _ANSWERS:
        return word.surface in squeezed or stand_in(word.form) in known
    if not _has_meaning(word) or word.part[0] not in _THINGS:
        return True
    if stand_in(word.form) in known or word.form in COMMON:
        return True
    return word.part[0] in _NOUNS and len(word.surface) > 1 and word.surface in squeezed


def _goes_with_value(word: Word) -> bool:
    return any(stand_in(word.form) in words for words in _BESIDE.values())


def _quoted(text: str) -> Iterator[str]:
    return (inside for match in _QUOTED.findall(text) for inside in match if inside)


def _find_runs(text: str) -> Iterator[list[Word]]:
    """The words of a text, nouns that form one name together."""
    run: list[Word] = []
    for word in list_words(text.lower()):
        if word.part[0] in _NOUNS and word.part[1] != _NUMERAL:
            run.append(word)
            continue
        if run:
            yield run
        yield [word]
        run = []
    if run:
        yield run
