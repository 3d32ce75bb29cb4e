"""Hiragana in Latin letters, for who has no other keyboard."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml

_FILE = Path(__file__).parents[1] / "words.yml"


def write_romaji(word: str) -> str:
    """In Hepburn's way, long vowels as they are written; what is no hiragana stays."""
    table, written = load_words(), ""
    letters, small = table["letters"], table["small"]
    for at, sign in enumerate(word):
        if sign in small and written.endswith("i"):
            has_none_between = written[-3:-1] in ("sh", "ch") or written[-2:-1] == "j"
            written = written[:-1] + (small[sign][1:] if has_none_between else small[sign])
        elif sign in small:
            written = written[:-1] + small[sign]
        elif sign == table["doubled"]:
            written += letters.get(word[at + 1 : at + 2], "t")[0]
        elif sign == table["long"]:
            written += written[-1:]
        else:
            written += letters.get(sign, sign)
    return written


@cache
def load_words() -> dict[str, Any]:
    """`words.yml`: the words of codes, names, and kana in Latin letters."""
    found: dict[str, Any] = parse_yaml(_FILE.read_text("utf-8"))
    return found
