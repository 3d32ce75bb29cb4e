"""A rule as a form has it: groups of conditions, each of which may be turned round.

Groups are joined one way and the conditions within a group the other or the same, which is enough for every rule of
and, or and not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.services.segments.rules import (
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
)

ALL, ANY = "all", "any"
MOST_GROUPS, MOST_CONDITIONS = 5, 6
CHILD = "child"
NO_AREA = "no_area"
EVERYONE = "everyone"


@dataclass(frozen=True)
class Condition:
    """`what` is the value of the select: a kind, a colon and an id, or one of the three alone."""

    what: str
    is_not: bool = False
    youngest: int = 0
    oldest: int = OLDEST_CHILD


@dataclass(frozen=True)
class Group:
    join: str = ANY
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Parts:
    join: str = ALL
    groups: tuple[Group, ...] = ()


def read_parts(form: Mapping[str, str]) -> Parts:
    """What the form says; empty conditions and groups are left out."""
    groups = []
    for number in range(MOST_GROUPS):
        rows = (_read_condition(form, f"g{number}c{row}") for row in range(MOST_CONDITIONS))
        if found := tuple(one for one in rows if one is not None):
            groups.append(Group(_read_join(form.get(f"g{number}join", ANY)), found))
    return Parts(_read_join(form.get("join", ALL)), tuple(groups))


def make_rule(parts: Parts, districts: tuple[str, ...]) -> Rule | None:
    """None while nothing is said. `districts` are the city's: who is in none of them has chosen no area."""
    groups = [_join(group.join, [_make(one, districts) for one in group.conditions]) for group in parts.groups]
    return _join(parts.join, groups) if groups else None


def make_parts(rule: Rule, districts: tuple[str, ...]) -> Parts | None:
    """The inverse; None for a rule that no form makes."""
    try:
        if isinstance(rule, AllOf | AnyOf) and any(isinstance(one, AllOf | AnyOf) for one in rule.rules):
            return Parts(_name(rule), tuple(_make_group(one, districts) for one in rule.rules))
        return Parts(ALL, (_make_group(rule, districts),))
    except KeyError:
        return None


def _make_group(rule: Rule, districts: tuple[str, ...]) -> Group:
    if isinstance(rule, AllOf | AnyOf):
        return Group(_name(rule), tuple(_write(one, districts) for one in rule.rules))
    return Group(ANY, (_write(rule, districts),))


def _write(rule: Rule, districts: tuple[str, ...]) -> Condition:
    """Raises KeyError for what no condition says."""
    if rule == Not(InArea(districts)):
        return Condition(NO_AREA)
    if rule == InArea(districts):
        return Condition(NO_AREA, is_not=True)
    match rule:
        case Not(inner):
            written = _write(inner, districts)
            return Condition(written.what, not written.is_not, written.youngest, written.oldest)
        case Everyone():
            return Condition(EVERYONE)
        case ChildAge(youngest, oldest):
            return Condition(CHILD, False, youngest, oldest)
        case Topic(id):
            return Condition(f"topic:{id}")
        case Need(id):
            return Condition(f"need:{id}")
        case OnChannel(id):
            return Condition(f"channel:{id}")
        case OnList(id):
            return Condition(f"list:{id}")
        case InArea((id,), or_unknown=False):
            return Condition(f"area:{id}")
        case Speaks((id,)):
            return Condition(f"language:{id}")
    raise KeyError("no condition says this")


def _make(condition: Condition, districts: tuple[str, ...]) -> Rule:
    kind, _, id = condition.what.partition(":")
    if kind == NO_AREA:
        return InArea(districts) if condition.is_not else Not(InArea(districts))
    if kind == CHILD:
        youngest, oldest = sorted((condition.youngest, condition.oldest))
        made: Rule = ChildAge(youngest, oldest)
    else:
        made = _LEAVES[kind](id)
    return Not(made) if condition.is_not else made


def _read_condition(form: Mapping[str, str], name: str) -> Condition | None:
    what = form.get(name, "")
    kind, _, id = what.partition(":")
    if what not in (CHILD, NO_AREA, EVERYONE) and (kind not in _LEAVES or not id):
        return None
    return Condition(
        what,
        form.get(f"{name}not") == "yes",
        _read_age(form.get(f"{name}from", ""), 0),
        _read_age(form.get(f"{name}to", ""), OLDEST_CHILD),
    )


def _read_age(said: str, instead: int) -> int:
    return min(int(said), OLDEST_CHILD) if said.isascii() and said.isdigit() and len(said) <= 2 else instead


def _read_join(said: str) -> str:
    return said if said in (ALL, ANY) else ALL


def _join(how: str, rules: list[Rule]) -> Rule:
    if len(rules) == 1:
        return rules[0]
    return AllOf(tuple(rules)) if how == ALL else AnyOf(tuple(rules))


def _name(rule: AllOf | AnyOf) -> str:
    return ALL if isinstance(rule, AllOf) else ANY


_LEAVES: dict[str, Callable[[str], Rule]] = {
    EVERYONE: lambda _: Everyone(),
    "topic": Topic,
    "area": lambda id: InArea((id,)),
    "language": lambda id: Speaks((id,)),
    "need": Need,
    "channel": OnChannel,
    "list": OnList,
}
