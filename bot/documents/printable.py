"""What people wrote, fit to be printed: nothing that steers, and a mark for each character that the font has not."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from bot.fonts import find_missing

GETA = "\u3013"  # what Japanese printers set for a character they have not
_MARKED = re.compile(r"\S?[\u0300-\u036f\u3099\u309a]+")
_LINES = re.compile("[\t-\r\x85\u2028\u2029]+")
_STEERING = ("Cc", "Cf", "Cs")
_VARIATIONS = (("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"))


def clean(words: str) -> str:
    """The words in one line. Variation selectors stay with their kanji: they choose the form of a name."""
    words = _LINES.sub(" ", words)
    # Only what is written with combining marks: a whole name composed would lose its compatibility ideographs.
    words = _MARKED.sub(lambda found: unicodedata.normalize("NFC", found.group()), words)
    kept = "".join(char for char in words if unicodedata.category(char) not in _STEERING)
    return "".join(_print(char, kept[at - 1] if at else "") for at, char in enumerate(kept))


def clean_all(value: Any) -> Any:
    """JSON with every text in it cleaned; its keys are ours."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: clean_all(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean_all(one) for one in value]
    return value


def _print(char: str, before: str) -> str:
    if any(first <= char <= last for first, last in _VARIATIONS):
        return char if before and unicodedata.category(before) == "Lo" and not find_missing(before) else ""
    return GETA if find_missing(char) else char
