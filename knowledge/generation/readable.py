"""Which lines of a page are plain Japanese; no others are shown to a model or counted as evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import regex

from bot.yaml_files import parse_yaml
from nlu.language import guess_language

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("readable.yml").read_text("utf-8"))
_STRANGE = [regex.compile(pattern) for pattern in _WRITTEN["strange"]]
_ADDRESS = regex.compile(_WRITTEN["address"])
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")


def keep_readable(text: str) -> str:
    """The text without lines that are code, another language, or quote whole sentences."""
    return "\n".join(line for line in text.split("\n") if is_readable(line))


def is_readable(line: str) -> bool:
    """Whether a line is Japanese prose, a list item or a telephone number (`readable.yml`)."""
    said = _ADDRESS.sub("", line)
    if any(pattern.search(said) for pattern in _STRANGE):
        return False
    return _KANA.search(line) is not None or guess_language(line) in (None, "ja")
