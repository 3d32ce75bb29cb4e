"""Which of its words a sentence affirms and which it denies (`polarity.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.yaml_files import parse_yaml
from knowledge.generation.wording import stand_in
from nlu.tokenizer import Word, list_words

_WRITTEN: dict[str, Any] = parse_yaml(Path(__file__).with_name("polarity.yml").read_text("utf-8"))
_REWRITES = [(re.compile(pattern), replacement) for pattern, replacement in _WRITTEN["rewrites"]]
_OPPOSITES: dict[str, str] = _WRITTEN["opposites"]
_NEGATORS, _LIGHT, _PREDICATES, _NOUN_PREDICATES, _ENDS = (
    frozenset(_WRITTEN[name]) for name in ("negators", "light", "predicates", "noun_predicates", "ends")
)
_NOUN: str = _WRITTEN["noun"]

_QUALIFIERS = {name: re.compile(pattern) for name, pattern in _WRITTEN["qualifiers"].items()}

Statement = tuple[str, bool]  # what is said, and whether it holds

SOMETHING = ""  # what is denied when it is no predicate (without a form)


@lru_cache(maxsize=20_000)
def find_statements(text: str) -> frozenset[Statement]:
    """Predicates with their sign, in a sentence or clause that was read plainly: to need, not to need."""
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    words = list_words(text)
    statements = {_turn(word.form, not _is_denied(words[place + 1 :])) for place, word in _predicates(words)}
    if sum(word.form in _NEGATORS for word in words) % 2 and all(holds for _, holds in statements):
        statements.add((SOMETHING, False))
    return frozenset(statements)


def find_qualifiers(text: str) -> frozenset[str]:
    """`only`, `perhaps`, `mostly`: how far what is said holds."""
    return frozenset(name for name, pattern in _QUALIFIERS.items() if pattern.search(text))


def _predicates(words: Sequence[Word]) -> Iterator[tuple[int, Word]]:
    for place, word in enumerate(words):
        noun = word.part[0] == _NOUN and word.part[2] in _NOUN_PREDICATES
        opposite = word.form in _OPPOSITES
        if (word.part[0] in _PREDICATES or noun or opposite) and word.form not in _NEGATORS:
            yield place, word


def _is_denied(following: Sequence[Word]) -> bool:
    """Whether a "not" comes before the next word that says something, or the next mark; two make none."""
    denied = False
    for word in following:
        if word.form in _NEGATORS:
            denied = not denied
            continue
        says_something = word.part[0] in _PREDICATES or word.part[0] in _ENDS
        if says_something and word.form not in _LIGHT:
            break
    return denied


def _turn(form: str, holds: bool) -> Statement:
    opposite = _OPPOSITES.get(form)
    if opposite is None:
        return stand_in(form), holds
    if opposite.startswith("-"):  # another word for the same
        return stand_in(opposite[1:]), holds
    return stand_in(opposite), not holds
