"""What sounds dangerous and is meant otherwise: hyperbole, play, stories, the news, what is long over.

Asked only of a text that would alarm. Only sentences that say so are taken out, or a whole text where its tone does,
and none in which anything grave is said besides; whoever asks looks at the rest once more, and what alarms then,
alarms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from nlu.tokenizer import to_hiragana

FILE = Path(__file__).parent / "data" / "gentle.yml"
ANY = r"[^。!?\n]"
LONGEST = 400  # characters; a long letter is no joke

_SENTENCE = re.compile(r"[^。!?\n！？]+[。!?\n！？]*")


@dataclass(frozen=True)
class Entry:
    """One way to mean it otherwise. `must` are cases that no longer alarm, `must_not` cases that still do.

    `is_whole`: the tone of a whole message says so, and nothing in any sentence of it speaks against it.
    """

    id: str
    says: re.Pattern[str]
    unless: re.Pattern[str]
    asks: bool
    is_story: bool
    is_whole: bool
    must: tuple[str, ...]
    must_not: tuple[str, ...]


@dataclass(frozen=True)
class Rest:
    """What is left of a text. `asks`: of what was taken out something may be meant after all; `is_story`: it is of
    others, or of nobody."""

    text: str
    asks: bool = False
    is_story: bool = False


class Gentle:
    """The entries of a file. Safe for several threads."""

    def __init__(self, file: Path = FILE) -> None:
        written = parse_yaml(file.read_text("utf-8"))
        words = _fill_all({**written["words"], "any": ANY})
        self.entries = tuple(_read(entry, words) for entry in written["entries"])

    def take_out(self, text: str) -> Rest | None:
        """The rest of a normalised text without such sentences; None where there are none."""
        if len(text) > LONGEST:
            return None
        if whole := self._find(_fold(text), is_whole=True):
            return Rest("", whole.asks, whole.is_story)
        kept, found = "", list[Entry]()
        for sentence in _sentences(text):
            entry = self._find(_fold(sentence))
            found += [entry] if entry else []
            kept += "" if entry else sentence
        if not found:
            return None
        return Rest(kept.strip(), any(one.asks for one in found), any(one.is_story for one in found))

    def _find(self, said: str, *, is_whole: bool = False) -> Entry | None:
        asked = (one for one in self.entries if one.is_whole is is_whole)
        return next((one for one in asked if one.says.search(said) and not one.unless.search(said)), None)


@cache
def load_gentle() -> Gentle:
    """The entries as they are delivered."""
    return Gentle()


def _sentences(text: str) -> Iterator[str]:
    return (found.group() for found in _SENTENCE.finditer(text))


def _fold(text: str) -> str:
    return to_hiragana(text.lower())


def _read(entry: Mapping[str, Any], words: Mapping[str, str]) -> Entry:
    unless = entry.get("unless", "<grave>|<wish>")
    return Entry(
        entry["id"],
        re.compile(_fill(entry["says"], words)),
        re.compile(_fill(unless, words)),
        entry.get("asks", False),
        entry.get("is_story", False),
        entry.get("is_whole", False),
        tuple(map(str, entry["must"])),
        tuple(map(str, entry["must_not"])),
    )


def _fill_all(words: Mapping[str, str]) -> dict[str, str]:
    return {name: _fill(pattern, words) for name, pattern in words.items()}


def _fill(pattern: str, words: Mapping[str, str]) -> str:
    """`<name>` in a pattern stands for the words of that name."""
    for _ in range(2):
        for name, listed in words.items():
            pattern = pattern.replace(f"<{name}>", listed if name == "any" else f"(?:{listed})")
    return pattern
