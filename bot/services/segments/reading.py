"""Reads a segment's rule from JSON, strictly: what nobody knows is no rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.areas import Areas
from bot.services.segments.rules import (
    NEEDS,
    OLDEST_CHILD,
    AllOf,
    AnyOf,
    ChildAge,
    Everyone,
    InArea,
    Need,
    Not,
    OnChannel,
    OnList,
    Rule,
    Speaks,
    Topic,
    list_leaves,
)

DEEPEST = 8
MOST_PARTS = 30  # SQLite joins 64 tables at most
CHANNELS = ("line", "web", "terminal")
_LONGEST = 80


class RuleError(ValueError):
    """The rule can't be read; one sentence that names the part."""


def parse(said: Any, areas: Areas | None = None) -> Rule:
    """The rule that JSON says. `areas`: the city's, so that one it doesn't have is refused. Raises RuleError."""
    rule = _read(said, 1)
    leaves = list(list_leaves(rule))
    if len(leaves) > MOST_PARTS:
        raise RuleError(f"the rule has {len(leaves)} parts, more than {MOST_PARTS}")
    if areas is not None:
        named = [id for leaf in leaves if isinstance(leaf, InArea) for id in leaf.ids]
        if unknown := [id for id in named if areas.find(id) is None]:
            raise RuleError(f"the city has no area {unknown[0]}")
    return rule


def _read(said: Any, depth: int) -> Rule:
    if depth > DEEPEST:
        raise RuleError(f"the rule is nested more than {DEEPEST} deep")
    if not isinstance(said, Mapping) or not said:
        raise RuleError(f"a rule is an object with one name, not {_shorten(said)}")
    names = set(said)
    if names == {"area", "or_unknown"}:
        return InArea(_read_names("area", said["area"]), _read_flag(said["or_unknown"]))
    if len(names) != 1:
        raise RuleError(f"one rule says one thing, not {' and '.join(sorted(map(str, names)))}")
    ((name, value),) = said.items()
    if name in ("all", "any"):
        return _read_several(name, value, depth)
    if name == "not":
        return Not(_read(value, depth + 1))
    if name not in _LEAVES:
        raise RuleError(f"there is no rule {_shorten(name)}")
    return _LEAVES[name](value)


def _read_several(name: str, value: Any, depth: int) -> Rule:
    if not isinstance(value, list) or not value:
        raise RuleError(f"{name} wants a list of rules")
    rules = tuple(_read(one, depth + 1) for one in value)
    return AllOf(rules) if name == "all" else AnyOf(rules)


def _read_everyone(value: Any) -> Rule:
    if value is not True:
        raise RuleError("everyone is true or isn't there")
    return Everyone()


def _read_age(value: Any) -> Rule:
    if not isinstance(value, Mapping) or set(value) != {"from", "to"}:
        raise RuleError("child_age wants from and to")
    youngest, oldest = value["from"], value["to"]
    if type(youngest) is not int or type(oldest) is not int or not 0 <= youngest <= oldest <= OLDEST_CHILD:
        raise RuleError(f"child_age goes from 0 to {OLDEST_CHILD}, the younger age first")
    return ChildAge(youngest, oldest)


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise RuleError("or_unknown is true or false")
    return value


def _read_names(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise RuleError(f"{name} wants a list of names")
    return tuple(dict.fromkeys(_read_name(name, one) for one in value))


def _read_name(name: str, value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        raise RuleError(f"{name} wants a name, not {_shorten(value)}")
    return value


def _read_one_of(name: str, value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        raise RuleError(f"{name} is one of {', '.join(known)}, not {_shorten(value)}")
    return str(value)


def _shorten(value: Any) -> str:
    return repr(value)[:60]


_LEAVES: dict[str, Callable[[Any], Rule]] = {
    "everyone": _read_everyone,
    "topic": lambda value: Topic(_read_name("topic", value)),
    "area": lambda value: InArea(_read_names("area", value)),
    "language": lambda value: Speaks(_read_names("language", value)),
    "child_age": _read_age,
    "need": lambda value: Need(_read_one_of("need", value, NEEDS)),
    "channel": lambda value: OnChannel(_read_one_of("channel", value, CHANNELS)),
    "list": lambda value: OnList(_read_name("list", value)),
}
