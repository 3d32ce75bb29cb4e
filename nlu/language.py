"""Which language an utterance is in. Short text is often undecidable: None is an honest answer."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple

import regex

from bot.yaml_files import parse_yaml
from nlu.kanji import FILE, guess_by_characters
from nlu.language_words import find_words, guess_by_words
from nlu.normalize import normalize

_ENOUGH = 400  # characters: what comes after them is not looked at
# What makes a sentence in Latin letters, with words of another script as its guests; else the Latin words are guests.
_SENTENCE = 2.0  # evidence
_MORE_WORDS = 2  # than there are guests; guests that can't be a sentence of their own need one word less

_ADDRESS = regex.compile(
    r"(?:https?://|www\.|[@#/])\S+|(?<![\w.+-])[\w.+-]+@[\w.-]+|(?<![\w.-])[\w.-]+\.[A-Za-z]{2,}(?!\w)\S*", regex.ASCII
)
_QUOTED = regex.compile(r"「[^」]*」|『[^』]*』|“[^”]*”|\"[^\"]*\"|\([^)]*\)")
_LETTER = regex.compile(r"\p{L}")
_LATIN = regex.compile(r"\p{Latin}")
_OTHER = regex.compile(r"[\p{L}--\p{Latin}][\p{L}\p{M}\p{N}\s・ー,、--\p{Latin}]*", flags=regex.V1)
_JAPANESE = regex.compile(r"[ぁ-ゖァ-ヺ\p{Han}]")
_HIRAGANA = regex.compile(r"[ぁ-ゖ]")
_NOUNS = regex.compile(r"[\p{Han}ァ-ヺー\s]+")
_PARTICLE = regex.compile(r"\p{Latin}[\s\p{P}]*[をはがのにでと]")
_SPACED = regex.compile(r"[\p{Cyrillic}\p{Devanagari}]")
_UNIT = regex.compile(r"(?<=\d)[円通枚年月日時分歳才人名]")


@lru_cache(maxsize=32)  # danger, engine and dialogue ask of the same text, one after the other
def guess_language(text: str) -> str | None:
    """`ja`, `en`, `pt` … (`nlu/data/languages.yml` has which), or None when unsure: a name, digits, kanji of both.

    Mixed text is what its grammar words are. Japanese in Latin letters is `ja`; Chinese is `zh` in either writing.
    """
    text = _drop_guests(normalize(text[:_ENOUGH]))
    others = _OTHER.findall(text)
    words = [word for word in find_words(text) if _LATIN.match(word)]
    language, evidence = guess_by_words(words, text)
    return language if not others or _is_host(words, evidence, others, text) else _guess_other(" ".join(others))


def _is_host(words: list[str], evidence: float, guests: list[str], text: str) -> bool:
    """Whether the sentence is the one in Latin letters."""
    more = len(words) - len(guests) + all(_NOUNS.fullmatch(guest) is not None for guest in guests)
    return evidence >= _SENTENCE and more >= _MORE_WORDS and not _PARTICLE.search(text)


def _drop_guests(text: str) -> str:
    """Without what is in no language or, in quotes or brackets, in another than the sentence."""
    text = _UNIT.sub(" ", _known().names.sub(" ", _ADDRESS.sub(" ", text)))
    outside = _QUOTED.sub(" ", text)
    return outside if _LETTER.search(outside) else text


def _guess_other(text: str) -> str | None:
    """By the script that most is written in; kanji and katakana count little, because other scripts quote them."""
    counts = {language: len(script.findall(text)) for language, script in _known().scripts.items()}
    counts["ja"] = len(_HIRAGANA.findall(text)) or bool(_JAPANESE.search(text))
    counts["spaced"] = len(_SPACED.findall(text))
    found = max(counts, key=lambda language: counts[language])
    if not counts[found]:
        return None
    if found == "spaced":
        return guess_by_words(find_words(text))[0]
    return guess_by_characters(text) if found == "ja" else found


class _Known(NamedTuple):
    scripts: dict[str, regex.Pattern[str]]
    names: regex.Pattern[str]


@cache
def _known() -> _Known:
    read: dict[str, Any] = parse_yaml(FILE.read_text("utf-8"))
    return _Known(
        scripts={language: regex.compile(rf"\p{{{script}}}") for script, language in read["scripts"].items()},
        names=regex.compile(rf"(?i)\b(?:{'|'.join(read['names'])})\b"),
    )
