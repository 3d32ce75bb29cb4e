"""Words and readings of Japanese text: the one place that holds SudachiPy's dictionary.

SudachiPy maps its dictionary into memory once; a tokenizer on it is small but serves one thread at a time, so
every thread gets its own. The dictionary is opened at the first use, after a server has forked.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from sudachipy import Dictionary, Morpheme, MorphemeList, SplitMode, Tokenizer

_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞"})
_NOUNS = frozenset({"名詞", "接頭辞", "接尾辞"})
_NUMERAL = "数詞"
_PIECE = 10_000  # SudachiPy refuses more than 49,149 bytes at once
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff々]")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}

_opening = threading.Lock()
_dictionary: Dictionary | None = None
_local = threading.local()


class Word(NamedTuple):
    """`form` is Sudachi's normalised form; `part` its part of speech, the general first (名詞, 固有名詞 …)."""

    surface: str
    form: str
    part: tuple[str, ...]


class Token(NamedTuple):
    """A word as it stands in the text. `base` is its dictionary form, `reading` hiragana as by `reading`; of a verb or
    adjective `kind` is how it is conjugated (五段-マ行) and `mood` the form it has (連用形-一般), else `*`."""

    surface: str
    base: str
    reading: str
    part: tuple[str, ...]
    kind: str
    mood: str


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in Sudachi's normalised form (split mode A), in order; widths and case folded."""
    return [
        morpheme.normalized_form()
        for morphemes in _tokenized(unicodedata.normalize("NFKC", text).lower())
        for morpheme in morphemes
        if morpheme.part_of_speech()[0] in _CONTENT
    ]


def list_words(text: str) -> list[Word]:
    """All words of the text in order (split mode A), spaces and marks too; widths folded, case kept."""
    return [
        Word(morpheme.surface(), morpheme.normalized_form(), tuple(morpheme.part_of_speech()[:4]))
        for morphemes in _tokenized(unicodedata.normalize("NFKC", text))
        for morpheme in morphemes
    ]


def list_tokens(text: str) -> list[Token]:
    """All words of the text in order, the longest there are (split mode C); together they are the text."""
    return [
        token
        for morphemes in _tokenized(text, SplitMode.C)
        for morpheme in morphemes
        if morpheme.surface()  # of "…" Sudachi makes three words, two of them of nothing
        for token in _take_out_brackets(_token(morpheme))
    ]


def _token(morpheme: Morpheme) -> Token:
    part = morpheme.part_of_speech()
    return Token(
        morpheme.surface(), morpheme.dictionary_form(), to_hiragana(_said(morpheme)), tuple(part[:4]), part[4], part[5]
    )


def _take_out_brackets(token: Token) -> list[Token]:
    """Sudachi takes kana in brackets behind kanji for their reading, and so for a piece of the word."""
    place = token.surface.find("（")
    if place < 1:
        return [token]
    rest = token.surface[place + 1 :]
    return [token._replace(surface=token.surface[:place]), *list_tokens("（"), *list_tokens(rest)]


def read_words(text: str) -> list[tuple[str, str]]:
    """All words of the text in order (split mode A) and how each is read, as by `reading`."""
    return [
        (morpheme.surface(), to_hiragana(_said(morpheme))) for morphemes in _tokenized(text) for morpheme in morphemes
    ]


def noun_runs(text: str) -> list[str]:
    """The nouns of the text as they are written, those that form one name together; numbers alone are left out."""
    runs: list[list[Word]] = [[]]
    for word in list_words(text):
        if word.part[0] in _NOUNS:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    return ["".join(word.surface for word in run) for run in runs if any(_is_name(word) for word in run)]


def _is_name(word: Word) -> bool:
    return word.part[0] == "名詞" and word.part[1] != _NUMERAL


def reading(text: str) -> str:
    """How the text is read, in hiragana; what has no reading (Latin, digits, emoji) stays as it is."""
    return "".join(list_readings(text))


def list_readings(text: str) -> list[str]:
    """As `reading`, word for word."""
    return [to_hiragana(_said(morpheme)) for morphemes in _tokenized(text) for morpheme in morphemes]


def _said(morpheme: Morpheme) -> str:
    surface: str = morpheme.surface()
    if not _JAPANESE.search(surface):  # Sudachi reads a comma as キゴウ and "hello" as ハロー
        return surface
    said: str = morpheme.reading_form()
    return said or surface


def to_hiragana(text: str) -> str:
    """Katakana as hiragana, everything else unchanged; the length stays the same."""
    return text.translate(_TO_HIRAGANA)


def _tokenized(text: str, mode: SplitMode = SplitMode.A) -> Iterator[MorphemeList]:
    tokenizer = _tokenizer()
    text = text.encode("utf-8", "ignore").decode()  # Sudachi raises on lone surrogates
    for start in range(0, len(text), _PIECE):
        yield tokenizer.tokenize(text[start : start + _PIECE], mode)


def _tokenizer() -> Tokenizer:
    global _dictionary
    tokenizer: Tokenizer | None = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        with _opening:
            if _dictionary is None:
                _dictionary = Dictionary()
        tokenizer = _dictionary.tokenizer(SplitMode.A)
        _local.tokenizer = tokenizer
    return tokenizer
