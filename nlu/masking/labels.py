"""What a number is called right before it: 受付番号は…, TEL …"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Any

import regex

from bot.yaml_files import parse_yaml

LONGEST = 40  # characters before a number that are looked at

_WORDS: dict[str, Any] = parse_yaml(Path(__file__).with_name("labels.yml").read_text("utf-8"))


def _before(pattern: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?:{pattern})(?:{_WORDS['between']})*$", regex.IGNORECASE | regex.V1)


class Label(StrEnum):
    REFERENCE = "reference"
    PHONE = "phone"


_REFERENCE, _PHONE = (_before("|".join(_WORDS[name])) for name in ("reference", "phone"))


def read_label(before: str) -> Label | None:
    """The label that the text ends with; a number's own kind comes before a reference."""
    words = unicodedata.normalize("NFKC", before[-LONGEST:])
    if _PHONE.search(words):
        return Label.PHONE
    return Label.REFERENCE if _REFERENCE.search(words) else None
