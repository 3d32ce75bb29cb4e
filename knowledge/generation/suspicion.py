"""Whether a text shows signs of speaking to a model, or of hiding something from its readers (`suspicion.yml`)."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import regex

from bot.yaml_files import parse_yaml
from knowledge.entries import clean_text

_SIGNS: dict[str, list[str]] = parse_yaml(Path(__file__).with_name("suspicion.yml").read_text("utf-8"))
_PLAIN = [re.compile(pattern) for pattern in _SIGNS["plain"]]
_SQUEEZED = [re.compile(pattern) for pattern in _SIGNS["squeezed"]]
_LINK = re.compile(r"https?://[!-~]+")
_NOT_SAID = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_HIDDEN = regex.compile(r"[\p{Cf}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u115f\u1160\u3164\uffa0\u034f]")
# One word of two alphabets: Cyrillic letters that look Latin, mathematical ones that NFKC has not folded.
_MIXED = regex.compile(r"\p{Latin}[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{Latin}")


def is_suspect(text: str) -> bool:
    """True when the text hides characters, has the marks of a model's conversation, or gives a model orders."""
    return hides_characters(text) or gives_orders(text)


def hides_characters(text: str) -> bool:
    """True for what an eye does not see: zero-width, direction and tag characters, or alphabets mixed in one word."""
    # Emoji are held together by joiners, which clean_text leaves where they do that.
    cleaned = clean_text(text)
    return (
        cleaned != text.replace("\r\n", "\n").strip() or bool(_HIDDEN.search(_without_joiners(cleaned))) or _mixes(text)
    )


def gives_orders(text: str) -> bool:
    """True when one of the signs is in the text, whatever its width, case and spacing."""
    folded = unicodedata.normalize("NFKC", clean_text(text)).lower()
    plain = _LINK.sub(" ", folded)
    if any(pattern.search(plain) for pattern in _PLAIN):
        return True
    squeezed = _NOT_SAID.sub("", folded)
    return any(pattern.search(squeezed) for pattern in _SQUEEZED)


def _without_joiners(text: str) -> str:
    return text.replace("\u200d", "").replace("\u200c", "")


def _mixes(text: str) -> bool:
    return _MIXED.search(unicodedata.normalize("NFKC", text)) is not None
