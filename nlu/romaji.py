"""Japanese in Latin letters, as a keyboard that was not switched over leaves it: written, and read again."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import regex

from bot.yaml_files import parse_yaml

FILE = Path(__file__).parent / "data" / "romaji.yml"

_WORD = regex.compile(r"[a-z'-]+", regex.I)
_DOUBLED = regex.compile(r"([bcdfghjkmprstwyz])(?=\1)")
_BEFORE_LETTER = regex.compile(r"っ(\p{Latin})")
_FEWEST = 6  # letters; shorter words may be of any language


def write_romaji(hiragana: str) -> str:
    """Hiragana in Latin letters; everything else stays."""
    written = _kana_pattern().sub(lambda found: _written()[found.group()], hiragana)
    return str(_BEFORE_LETTER.sub(r"\1\1", written)).replace("っ", "xtu").replace("ー", "-")


def read_romaji(text: str) -> str | None:
    """The text in hiragana if all its Latin words can be read as Japanese and are long enough to tell; else None."""
    if not _is_latin(text):
        return None
    words = [_read_word(word) for word in _WORD.findall(text)]
    if None in words:
        return None
    rest = iter(words)
    return str(_WORD.sub(lambda _: next(rest), text))


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= _FEWEST and all(character.isascii() for character in letters)


def _read_word(word: str) -> str | None:
    found = _letters_pattern().fullmatch(_DOUBLED.sub("っ", word.lower()))
    if not found:
        return None
    return "".join(_read().get(part, part) for part in found.captures("kana"))


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, str] = parse_yaml(FILE.read_text("utf-8"))
    return {kana: letters.split() for kana, letters in table.items()}


@cache
def _written() -> dict[str, str]:
    return {kana: letters[0] for kana, letters in _table().items()}


@cache
def _read() -> dict[str, str]:
    table = {letters: kana for kana, spellings in _table().items() for letters in spellings}
    return table | {"n'": "ん", "-": "ー"}


@cache
def _kana_pattern() -> regex.Pattern[str]:
    return regex.compile("|".join(sorted(_written(), key=len, reverse=True)))


@cache
def _letters_pattern() -> regex.Pattern[str]:
    return regex.compile(f"(?P<kana>{'|'.join(sorted(_read(), key=len, reverse=True))}|っ)+")
