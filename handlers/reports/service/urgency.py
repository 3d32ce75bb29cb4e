"""How urgent something is, by rules that people have agreed on: `rules/urgency.yml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.yaml_files import parse_yaml
from handlers.reports.service.kinds import RULES
from nlu.normalize import normalize

MOST_GRAVE = 4


@dataclass(frozen=True)
class Rule:
    id: str
    level: int
    reason: Mapping[str, str]
    words: re.Pattern[str]


@dataclass(frozen=True)
class Urgency:
    """`level` is 1 to 4; `rules` say why it is more than its kind alone."""

    level: int
    rules: tuple[Rule, ...] = ()


@cache
def _read() -> tuple[dict[str, int], tuple[Rule, ...]]:
    given = parse_yaml((RULES / "urgency.yml").read_text("utf-8"))
    rules = (Rule(one["id"], one["level"], one["reason"], re.compile(one["words"])) for one in given["rules"])
    return given["base"], tuple(rules)


def judge(kind: str, text: str) -> Urgency:
    """Of a report, or of a post, of this kind."""
    base, rules = _read()
    said = normalize(text).casefold()
    level = base.get(kind, 1)
    raising = tuple(rule for rule in rules if rule.level > level and rule.words.search(said))
    return Urgency(max((level, *(rule.level for rule in raising))), raising)
