"""What can be reported, and by which words it is known: `rules/kinds.yml`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.yaml_files import parse_yaml
from nlu.normalize import normalize

RULES = Path(__file__).parents[1] / "rules"
QUIET = ("road", "light", "mirror", "park", "dumping", "drain", "tree", "leak", "other")
DISASTER = ("flood", "river", "landslide", "building", "fire", "outage", "person")
IN_DISASTERS = ("flood", "river", "landslide", "road", "building", "fire", "outage", "person")  # what is asked then
KINDS = (*QUIET, *DISASTER)
DANGEROUS = ("fire", "person")  # the emergency numbers come first


@cache
def _read() -> dict[str, re.Pattern[str]]:
    listed: dict[str, list[str]] = parse_yaml((RULES / "kinds.yml").read_text("utf-8"))
    return {kind: re.compile("|".join(words)) for kind, words in listed.items()}


def count_kinds(text: str) -> dict[str, int]:
    """How many different words of each kind a text has; kinds without any are left out."""
    said = normalize(text).casefold()
    counts = {kind: len({one.group() for one in pattern.finditer(said)}) for kind, pattern in _read().items()}
    return {kind: count for kind, count in counts.items() if count}


def find_kind(text: str) -> str:
    """The kind a text names more often than any other; of several the file's first. Empty where it names none."""
    counts = count_kinds(text)
    return max(counts, key=lambda kind: counts[kind]) if counts else ""
