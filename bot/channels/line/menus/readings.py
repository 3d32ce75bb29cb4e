"""Words with readings in brackets, 「証明書（しょうめいしょ）」, as pieces to be set."""

from __future__ import annotations

from dataclasses import dataclass

import regex

# Kanji, then kana in full-width brackets.
_READING = regex.compile(r"([\p{Han}\u3005]+)\uff08([\p{Hiragana}\u30fc]+)\uff09")


@dataclass(frozen=True)
class Piece:
    """Some characters, and the reading above them, which may be empty."""

    text: str
    reading: str = ""


def split_readings(words: str) -> list[Piece]:
    """The words in order, each kanji word with a reading by itself."""
    pieces, end = [], 0
    for match in _READING.finditer(words):
        if before := words[end : match.start()]:
            pieces.append(Piece(before))
        pieces.append(Piece(match[1], match[2]))
        end = match.end()
    return [*pieces, Piece(words[end:])] if words[end:] else pieces


def strip_readings(words: str) -> str:
    """The words in one line, without readings."""
    return " ".join(_READING.sub(r"\1", words).split())
