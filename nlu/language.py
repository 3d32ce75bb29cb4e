"""Which language an utterance is in, by its script. Short text is often undecidable: None is an honest answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import regex
import yaml

from nlu.normalize import normalize

FILE = Path(__file__).parent / "data" / "languages.yml"

_KANA = regex.compile(r"[ぁ-ゖァ-ヺ]")
_HANGUL = regex.compile(r"\p{Hangul}")
_HAN = regex.compile(r"\p{Han}")
_LATIN_WORD = regex.compile(r"(?<![\p{L}\p{N}@./_])\p{Latin}+(?:['’]\p{Latin}+)?(?![\p{L}\p{N}@/_]|\.\p{L})")
_FEWEST_ENGLISH = 0.2  # of the words, those that are among the commonest


def guess_language(text: str) -> str | None:
    """`ja`, `en`, `zh`, `ko` or `vi`; None when unsure (only kanji, one name, digits, another language)."""
    text = normalize(text)
    if _HANGUL.search(text):
        return "ko"
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return _guess_han(set(text))
    return _guess_latin(text.lower())


def _guess_han(characters: set[str]) -> str | None:
    chinese = bool(characters & _known("chinese_characters"))
    japanese = bool(characters & _known("japanese_characters"))
    if chinese == japanese:
        return None
    return "zh" if chinese else "ja"


def _guess_latin(text: str) -> str | None:
    if set(text) & _known("vietnamese_letters"):
        return "vi"
    words = _LATIN_WORD.findall(text)
    vietnamese = sum(word in _known("vietnamese_words") for word in words)
    english = sum(word in _known("english_words") for word in words)
    if vietnamese > english and vietnamese * 2 > len(words):
        return "vi"
    return "en" if english and english >= len(words) * _FEWEST_ENGLISH else None


@cache
def _known(name: str) -> frozenset[str]:
    """A list of the data file: single characters, or words where they are separated."""
    entries: dict[str, str] = yaml.safe_load(FILE.read_text("utf-8"))
    return frozenset(entries[name].split() if name.endswith("_words") else "".join(entries[name].split()))
