"""Whether an easier sentence still has all that a citizen acts on: numbers, addresses, names, conditions."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import regex

from bot.yaml_files import parse_yaml
from nlu.easy.dates import list_western_years
from nlu.easy.words import words_of

_READ: dict[str, Any] = parse_yaml(Path(__file__).with_name("keeping.yml").read_text("utf-8"))
_CONDITIONS = {name: regex.compile(pattern) for name, pattern in _READ["conditions"].items()}
_OFFICE = regex.compile(_READ["offices"])
_NOT = regex.compile(_READ["not"])
_NO_DENIAL = regex.compile(_READ["no_denial"])
_ADDRESS = regex.compile(r"https?://[^\s）」、。]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", regex.ASCII)
_PHONE = regex.compile(r"[#*]?\d[\d-]*\d|\d")
_NUMBER = regex.compile(r"\d[\d,.]*\d|\d")
_WITH_UNIT = regex.compile(r"\d[\d,.]*(?:万|千|億)?(?:円|年|月|日|時|分|歳|人|通|枚|回|階|番|か月|週間|割|%|点|組)?")
_WORD = regex.compile(r"[ァ-ヺー]{2,}|[A-Za-z]{2,}")
_QUOTED = regex.compile(r"「([^」]*)」|『([^』]*)』")


def find_lost(original: str, easy: str, names: Sequence[str] = ()) -> list[str]:
    """What of the original sentence is not in the easier one, and numbers that only the easier one has."""
    before, after = _fold(original), _fold(easy)
    lost = _missing(_list_facts(before, names), _list_facts(after, names))
    new = Counter(_NUMBER.findall(after)) - Counter(_NUMBER.findall(before)) - Counter(list_western_years(original))
    denied, denies = _count_denials(before), _count_denials(after)
    return [*lost, *new, *(["not"] if denied != denies else [])]


def _list_facts(text: str, names: Sequence[str]) -> Counter[str]:
    facts: Counter[str] = Counter()
    for pattern in (_ADDRESS, _PHONE, _WITH_UNIT, _WORD, _OFFICE, _QUOTED):
        facts |= Counter(found[0] for found in pattern.finditer(text))
    facts |= Counter(token.surface for token in words_of(text) if token.part[:2] == ("名詞", "固有名詞"))
    facts |= Counter({name: text.count(name) for name in names if name})
    facts |= Counter({name: len(pattern.findall(text)) for name, pattern in _CONDITIONS.items()})
    return facts


def _missing(before: Counter[str], after: Counter[str]) -> list[str]:
    return [fact for fact, count in before.items() if count > after[fact]]


def _count_denials(text: str) -> int:
    return len(_NOT.findall(_NO_DENIAL.sub("", text)))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
