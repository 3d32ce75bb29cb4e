"""How strongly the words of a text speak for each of the languages whose words stand apart."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import regex

from bot.yaml_files import parse_yaml

DATA = Path(__file__).parent / "data"

_BARE = 0.7  # a listed word that lacks its accents; with them 1, as for two words that belong together
_SHAPE = 0.4  # an unlisted word that looks like one of the language
_LOAN = 0.25
_ROMAJI = 0.2  # two names are no evidence yet
# Two borrowed words are English; one is not. More evidence is asked of a long text, and a lead over the next language.
_FEWEST = 0.5
_SHARE = 0.2  # of the words
_LEAD = 0.3

_WORD = regex.compile(r"(?<![\p{L}\p{M}\p{N}])\p{L}[\p{L}\p{M}]*(?:'\p{L}[\p{L}\p{M}]*)*(?!\p{N})")
_DRAWN_OUT = regex.compile(r"(\p{L})\1{2,}")
_APOSTROPHE = regex.compile("[’‘´`]")


def find_words(text: str) -> list[str]:
    """The words in lower case; of a letter that is drawn out (helloooo) one."""
    words: list[str] = _WORD.findall(_DRAWN_OUT.sub(r"\1", _APOSTROPHE.sub("'", text.lower())))
    return words


def guess_by_words(words: list[str], marks: Iterable[str] = ()) -> tuple[str | None, float]:
    """The language that the words and punctuation marks speak for, and the strength of its evidence in words.

    None when no language is clearly ahead, or one that is only known as a rival.
    """
    known = _known()
    scores: Counter[str] = Counter()
    for word in words:
        scores.update(_weigh(word, known))
    for before, word in pairwise(words):
        scores.update(dict.fromkeys(known.table.get(f"{_fold(before)}_{_fold(word)}", ()), 1.0))
    for mark in marks if words else ():
        scores.update(known.marks.get(mark, {}))
    (best, score), (_, second) = [*scores.most_common(2), ("", 0.0), ("", 0.0)][:2]
    is_sure = score >= max(_FEWEST, _SHARE * len(words)) and score - second >= _LEAD
    return best if is_sure and best not in known.rivals else None, score


def _weigh(word: str, known: _Known) -> dict[str, float]:
    letters = {letter for letter in word if letter.isalpha() and not letter.isascii()}
    weights = {
        language: 1.0 if word in spellings else _BARE
        for language, spellings in known.table.get(_fold(word), {}).items()
        if letters <= known.letters.get(language, letters)
    }
    if word in known.loans:
        weights["en"] = _LOAN
    if weights:
        return weights
    own = {language: 1.0 for language, only in known.own_letters.items() if letters & only}
    shaped = {language: _SHAPE for language, shape in known.shapes.items() if shape.search(word)}
    return own or shaped or ({"ja": _ROMAJI} if known.romaji.fullmatch(word) else {})


def _fold(word: str) -> str:
    """Without the accents that citizens leave out; in other scripts than the Latin one they stay."""
    if word.isascii() or not unicodedata.name(word[0], "").startswith("LATIN"):
        return word
    plain = word.replace("đ", "d").replace("œ", "oe").replace("æ", "ae")
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))


class _Known(NamedTuple):
    table: dict[str, dict[str, set[str]]]  # folded word, or two joined by `_` -> language -> its spellings
    rivals: frozenset[str]
    letters: dict[str, frozenset[str]]
    own_letters: dict[str, frozenset[str]]
    marks: dict[str, dict[str, float]]
    loans: frozenset[str]
    shapes: dict[str, regex.Pattern[str]]
    romaji: regex.Pattern[str]


@cache
def _known() -> _Known:
    read: dict[str, Any] = parse_yaml((DATA / "languages.yml").read_text("utf-8"))
    lists: dict[str, str] = parse_yaml((DATA / "language_words.yml").read_text("utf-8"))
    table: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for language, words in lists.items():
        for word in words.split():
            table["_".join(map(_fold, word.split("_")))][language].add(word)
    return _Known(
        table=dict(table),
        rivals=frozenset(read["rivals"]),
        letters={language: frozenset(letters) for language, letters in read["letters"].items()},
        own_letters={language: frozenset(letters) for language, letters in read["own_letters"].items()},
        marks={mark: {language: 1.0} for language, marks in read["marks"].items() for mark in marks},
        loans=frozenset(read["loans"].split()),
        shapes={language: regex.compile(shape) for language, shape in read["shapes"].items()},
        romaji=regex.compile(read["romaji"], regex.VERBOSE),
    )
