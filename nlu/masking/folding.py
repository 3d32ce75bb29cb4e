"""One character for each way of writing it, at the same place in the text."""

from __future__ import annotations

import unicodedata

JOINT = "\0"  # stands for what makes a key of a digit, and for nothing else

_DIGITS = {
    character: str(value) for value, group in enumerate(("〇零○◯", *"一二三四五六七八九")) for character in group
}
_HYPHENS = "-‐‑‒–—―−─━ー﹣"
_DOTS = ".·•"
_KEPT = 8_192


class _Table(dict[int, str]):
    """Made as characters come up; what is rare is looked at anew each time, so that it can't grow without end."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if len(self) < _KEPT:
            self[code] = folded
        return folded


def _fold(character: str) -> str:
    if character in "\ufe0f\u20e3":
        return JOINT
    plain = unicodedata.normalize("NFKC", character).lower()
    plain = plain if len(plain) == 1 else character
    if plain in _DIGITS:
        return _DIGITS[plain]
    if plain in _HYPHENS:
        return "-"
    if plain in _DOTS:
        return "."
    if plain.isdecimal():
        return str(unicodedata.digit(plain))
    return " " if plain.isspace() and plain != "\n" else plain


_TABLE = _Table()


def fold(text: str) -> str:
    """Digits of any script and width as ASCII, dashes as `-`, dots as `.`, spaces as one space each, letters small.

    As long as the text: what is found at a place is at the same place in the original.
    """
    return text.translate(_TABLE)
