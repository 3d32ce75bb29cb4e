"""How the kanji of a text are read, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import regex

from bot.yaml_files import parse_yaml
from nlu.easy.words import words_of
from nlu.tokenizer import Token, reading, to_hiragana

_FOLDER = Path(__file__).parent
_KANJI = regex.compile(r"[\p{Han}々〆ヶ]+")
_RUN = regex.compile(r"[\p{Han}々〆]+|[^\p{Han}々〆]+")
_JAPANESE = regex.compile(r"[\p{Han}々〆ぁ-ゖァ-ヺー]+")
_LETTERS = regex.compile(r"[0-9０-９,，.．%％A-Za-zＡ-Ｚａ-ｚ]")
_NUMBER = regex.compile(r"[0-9０-９]+$")


class Part(NamedTuple):
    """Some characters of a text; `reading` of those that are kanji, empty for others and where it is not sure."""

    text: str
    reading: str = ""


@dataclass(frozen=True)
class _Known:
    easy: frozenset[str]
    words: dict[str, str]
    after_particle: dict[str, dict[str, str]]
    after_noun: dict[str, str]
    weekdays: dict[str, str]
    counters: dict[str, str]
    unsure: dict[str, list[int]]


def has_kanji(text: str) -> bool:
    return _KANJI.search(text) is not None


def is_elementary(text: str) -> bool:
    """Whether all its kanji are of the first two grades of elementary school."""
    return _known().easy.issuperset("".join(_KANJI.findall(text)))


def list_furigana(text: str) -> list[Part]:
    """The text in parts, every kanji with its reading, okurigana apart; the parts together are the text."""
    tokens = words_of(text)
    return [part for place, token in enumerate(tokens) for part in read_token(token, tokens[:place])]


def read_token(token: Token, before: Sequence[Token]) -> list[Part]:
    """The parts of one word. `before` are the words before it in the sentence."""
    known = _known()
    if not has_kanji(token.surface) or token.reading == token.surface:
        return [Part(token.surface)]
    last = before[-1].surface if before else ""
    if _LETTERS.match(last[-1:]) and token.surface in known.counters:
        return [Part(token.surface, _read_counter(token.surface, last))]
    if last == "（" and token.surface in known.weekdays:
        return [Part(token.surface, known.weekdays[token.surface])]
    said = known.words.get(token.surface, token.reading)
    said = known.after_particle.get(last, {}).get(token.surface, said)
    if before and before[-1].part[:2] == ("名詞", "普通名詞") and "助数詞可能" not in before[-1].part:
        said = known.after_noun.get(token.surface, said)
    if _LETTERS.search(token.surface):
        return _read_mixed(token.surface)
    return _align(token.surface, said)


def _read_counter(counter: str, number: str) -> str:
    digits = _NUMBER.search(number)
    value = int(digits.group()[-2:]) if digits else 0
    unsure = _known().unsure.get(counter, ())
    return "" if value in unsure or (counter != "日" and value % 10 in unsure) else _known().counters[counter]


def _read_mixed(word: str) -> list[Part]:
    """A word with digits or Latin letters in it (X線, 18万): only the rest is read."""
    parts: list[Part] = []
    start = 0
    for match in _JAPANESE.finditer(word):
        if match.start() > start:
            parts.append(Part(word[start : match.start()]))
        rest = match.group()
        is_counter = rest in _known().counters and start < match.start()
        said = _read_counter(rest, word[: match.start()]) if is_counter else reading(rest)
        parts += _align(rest, said) if said else [Part(rest)]
        start = match.end()
    return [*parts, Part(word[start:])] if start < len(word) else parts


@lru_cache(maxsize=20_000)
def _align(surface: str, said: str) -> list[Part]:
    """Kanji and what is read for them, kana by themselves: 申し込む → 申/もう し 込/こ む."""
    runs: list[str] = _RUN.findall(surface)
    if len(runs) == 1:
        return [Part(surface, said)]
    pattern = "".join("(.+?)" if has_kanji(run) else f"({regex.escape(to_hiragana(run))})" for run in runs)
    match = regex.fullmatch(pattern, said)
    if match is None:
        return [Part(surface, said)]
    return [Part(run, said if has_kanji(run) else "") for run, said in zip(runs, match.groups(), strict=True)]


@cache
def _known() -> _Known:
    read: dict[str, Any] = parse_yaml((_FOLDER / "readings.yml").read_text("utf-8"))
    grades: list[str] = parse_yaml((_FOLDER / "kanji.yml").read_text("utf-8"))
    return _Known(easy=frozenset("".join(grades)), **read)
