"""Spans of text and the rules that make values of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from nlu.interpretation import Entity

Value = dict[str, Any]
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Any]]


def apply_rules(entity: str, text: str, rules: Iterable[Rule]) -> Iterator[Entity]:
    """Every match for which the rule gives a value; None says that it means nothing (2月30日)."""
    for pattern, build in rules:
        for match in pattern.finditer(text):
            value = build(match)
            if value is not None:
                yield Entity(entity, value, match[0], match.start(), match.end())


def longest(found: Iterable[Entity]) -> list[Entity]:
    """Without overlaps: the longest wins, of equals the one named first; in the order of the text."""
    kept: list[Entity] = []
    for entity in sorted(found, key=lambda one: one.start - one.end):
        if all(entity.end <= other.start or entity.start >= other.end for other in kept):
            kept.append(entity)
    return sorted(kept, key=lambda one: one.start)


def one_of(values: Iterable[Value | None]) -> Value | None:
    """The value all agree on, or the different ones as candidates, likeliest first; None without any."""
    different: list[Value] = []
    for value in values:
        for reading in (value or {}).get("candidates", [value]):
            if reading is not None and reading not in different:
                different.append(reading)
    if len(different) > 1:
        return {"candidates": different}
    return different[0] if different else None


def join_neighbours(found: Iterable[Entity], join: Callable[[Entity, Entity], Entity | None]) -> Iterator[Entity]:
    """The entities in order, each pair of neighbours replaced by what `join` makes of it (None: leave both)."""
    waiting: Entity | None = None
    for entity in found:
        joined = waiting and join(waiting, entity)
        if waiting and not joined:
            yield waiting
        waiting = joined or entity
    if waiting:
        yield waiting


def joined_span(first: Entity, last: Entity, text: str, value: Value | None, tail: str) -> Entity | None:
    """One entity from `first` to `last` with から, ~ or - between them and perhaps `tail` (a pattern) after them."""
    if (
        value is None
        or is_change(text, last)
        or not re.fullmatch(r"\s?(?:から|より|~|-)\s?", text[first.end : last.start])
    ):
        return None
    after = re.compile(tail).match(text, last.end)
    end = after.end() if after else last.end
    return Entity(first.entity, value, text[first.start : end], first.start, end)


_CHANGE = re.compile(r"\s?[にへ](?:変|へん|ずら|移|直|振り替|延|早め|訂正)")


def is_change(text: str, new: Entity) -> bool:
    """木曜から金曜に変更: no range."""
    return _CHANGE.match(text, new.end) is not None


def open_ended(entity: Entity, text: str, ends: tuple[str, str]) -> Entity:
    """With 以降, 以前 or までに after it, `{"from": start}` or `{"to": end}`; `ends` are empty when there are none."""
    match = re.compile("以降|以後|以前|までに").match(text, entity.end)
    if not match or not all(ends):
        return entity
    value = {"from": ends[0]} if match[0] in ("以降", "以後") else {"to": ends[1]}
    return replace(entity, value=value, text=text[entity.start : match.end()], end=match.end())
