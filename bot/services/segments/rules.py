"""What a segment's rule can say, and how it is written as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NEEDS = ("wheelchair", "deaf", "blind", "flee", "interpreter", "device")
OLDEST_CHILD = 18
STANDING = "disaster"  # topics that everybody hears of until they say no: this one, and those that begin `disaster_`


def is_standing(topic: str) -> bool:
    """Whether who never chose is told of it."""
    return topic == STANDING or topic.startswith(f"{STANDING}_")


@dataclass(frozen=True)
class Everyone:
    """All who can be written to."""


@dataclass(frozen=True)
class Topic:
    """Who wants to hear of it."""

    id: str


@dataclass(frozen=True)
class InArea:
    """Who chose one of these towns or districts. A district means its towns, and who chose a district is in each of
    its towns."""

    ids: tuple[str, ...]
    or_unknown: bool = False  # and who chose no area at all


@dataclass(frozen=True)
class Speaks:
    """Who is written to in one of these languages."""

    languages: tuple[str, ...]


@dataclass(frozen=True)
class ChildAge:
    """Who has a child of so many full years, both ends included."""

    youngest: int
    oldest: int


@dataclass(frozen=True)
class Need:
    """Who has said so."""

    id: str


@dataclass(frozen=True)
class OnChannel:
    """Who writes there."""

    channel: str


@dataclass(frozen=True)
class OnList:
    """Who is on an imported list."""

    name: str


@dataclass(frozen=True)
class AllOf:
    """Who fits each of them."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class AnyOf:
    """Who fits at least one of them."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Not:
    """Who doesn't fit it."""

    rule: Rule


Leaf = Everyone | Topic | InArea | Speaks | ChildAge | Need | OnChannel | OnList
Rule = Leaf | AllOf | AnyOf | Not


def list_leaves(rule: Rule) -> Iterator[Leaf]:
    """What the rule is made of, from left to right."""
    if isinstance(rule, AllOf | AnyOf):
        for one in rule.rules:
            yield from list_leaves(one)
    elif isinstance(rule, Not):
        yield from list_leaves(rule.rule)
    else:
        yield rule


def write_rule(rule: Rule) -> dict[str, Any]:
    """As JSON, which `parse` reads back."""
    match rule:
        case AllOf(rules):
            return {"all": [write_rule(one) for one in rules]}
        case AnyOf(rules):
            return {"any": [write_rule(one) for one in rules]}
        case Not(inner):
            return {"not": write_rule(inner)}
        case InArea(ids, or_unknown):
            return {"area": list(ids), **({"or_unknown": True} if or_unknown else {})}
        case Speaks(languages):
            return {"language": list(languages)}
        case ChildAge(youngest, oldest):
            return {"child_age": {"from": youngest, "to": oldest}}
        case Topic(said) | Need(said) | OnChannel(said) | OnList(said):
            return {_NAMES[type(rule)]: said}
        case Everyone():
            return {"everyone": True}


_NAMES: dict[type, str] = {Topic: "topic", Need: "need", OnChannel: "channel", OnList: "list"}
