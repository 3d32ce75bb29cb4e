"""A citizen's words without what identifies them (`masking.yml`), before they leave the city's machine."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from knowledge.entries import clean_text
from nlu.tokenizer import list_words

MAX_CHARACTERS = 300

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("masking.yml").read_text("utf-8"))
_PATTERNS = [
    (re.compile(rule["pattern"].replace("{gap}", _WRITTEN["gap"]), re.IGNORECASE), rule["mask"])
    for rule in _WRITTEN["patterns"]
]
_PERSONS = frozenset(tuple(kind) for kind in _WRITTEN["persons"])
_NAME: str = _WRITTEN["name"]


def mask_personal(text: str) -> str:
    """At most 300 characters, with placeholders for the numbers, addresses and persons' names that can be recognised.

    What has no pattern (a house described in words, a rare name) stays: where that may go is for the city to decide
    when it switches a generator on.
    """
    # Twice the length is masked before it is cut, so that half a number is not taken for a short one.
    text = unicodedata.normalize("NFKC", clean_text(text))[: 2 * MAX_CHARACTERS]
    for pattern, mask in _PATTERNS:
        text = pattern.sub(mask, text)
    persons = {word.surface for word in list_words(text) if word.part[2:] in _PERSONS and len(word.surface) > 1}
    for name in sorted(persons, key=len, reverse=True):
        text = text.replace(name, _NAME)
    return text[:MAX_CHARACTERS]
