"""Small words that turn what they stand by (until, before, only), each with the word it turns (`wording.yml`)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from knowledge.generation.wording import stand_in
from nlu.tokenizer import Word, list_words

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("wording.yml").read_text("utf-8"))
_TURNS, _PARTS, _THINGS = (frozenset(_WRITTEN[name]) for name in ("turns", "turn_parts", "things"))
_CONJUNCTION: str = _WRITTEN["conjunction"]

PLACEHOLDER = "\u203b"  # for a claim, whose bounds are compared with it
Turn = tuple[str, str]


@lru_cache(maxsize=20_000)
def find_turns(text: str) -> frozenset[Turn]:
    """Pairs of a turning word and the word before it (at the start of a text the one behind it).

    Claims are painted over with `PLACEHOLDER`; what turns a claim is among its bounds and left out here.
    """
    words = list_words(text.lower())
    turns: set[Turn] = set()
    before = ""
    for place, word in enumerate(words):
        if word.form in _TURNS and word.part[0] in _PARTS and word.part[1] != _CONJUNCTION:
            following = words[place + 1].surface if place + 1 < len(words) else ""
            neighbour = before or f">{_next(words[place + 1 :])}"
            if not neighbour.startswith(PLACEHOLDER) and not following.startswith(PLACEHOLDER):
                turns.add((word.form, neighbour))
        if word.surface.startswith(PLACEHOLDER):
            before = PLACEHOLDER
        elif word.part[0] in _THINGS:
            before = stand_in(word.form)
    return frozenset(turns)


def _next(words: list[Word]) -> str:
    return next((stand_in(word.form) for word in words if word.part[0] in _THINGS), "")
