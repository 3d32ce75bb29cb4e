"""Checks request bodies against the table in `rules.yml` and the cross-field rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import regex

from bot.simulator.cross_rules import cross_problems
from bot.simulator.refusal import body_refusal
from bot.yaml_files import parse_yaml

Problem = tuple[str, str]  # (property, message)
Check = Callable[[Any, str], Iterator[Problem]]

_TABLE: dict[str, Any] = parse_yaml((Path(__file__).parent / "rules.yml").read_text(encoding="utf-8"))
_GRAPHEME = regex.compile(r"\X")


def check_body(shape: str, body: Any, operation: str) -> None:
    """Raise LINE's 400 when `body` breaks a rule of the shape (a name in rules.yml)."""
    problems = list(_shape(shape)(body, ""))
    if not problems:
        problems = list(cross_problems(operation, body))
    if problems:
        raise body_refusal(list(dict.fromkeys(problems)))


def count_units(text: str) -> int:
    """UTF-16 code units, as LINE counts a text's length."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def count_graphemes(text: str) -> int:
    """Characters as people see them, as LINE counts labels."""
    return len(_GRAPHEME.findall(text))


def _shape(name: str) -> Check:
    fields: dict[str, str] = _TABLE["shapes"][name]
    required = [key.removesuffix("!") for key in fields if key.endswith("!")]
    checks = {key.removesuffix("!"): spec for key, spec in fields.items()}

    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield place, "must be an object"
            return
        yield from ((_join(place, key), "May not be empty") for key in required if key not in value)
        for key, item in value.items():
            if key in checks:
                yield from _check(checks[key])(item, _join(place, key))
            elif key != "type" or place == "":
                yield _join(place, key), f"unknown property: {key}"

    return check


def _union(name: str) -> Check:
    members: dict[str, str] = _TABLE["unions"][name]

    def check(value: Any, place: str) -> Iterator[Problem]:
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in members:
            yield from _shape(members[kind])(value, place)
        elif isinstance(value, dict):
            yield _join(place, "type"), f"must be one of the following values: {', '.join(members)}"
        else:
            yield place, "must be an object"

    return check


def _list(low: int, high: int, item_spec: str) -> Check:
    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield place, "must be an array"
            return
        if not low <= len(value) <= high:
            yield place, f"Size must be between {low} and {high}"
        for index, item in enumerate(value[:high]):
            yield from _check(item_spec)(item, f"{place}[{index}]")

    return check


def _string(low: int, high: int, count: Callable[[str], int]) -> Check:
    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield place, "must be a string"
        elif not value and low:
            yield place, "May not be empty"
        elif not low <= count(value) <= high:
            yield place, f"Length must be between {low} and {high}"

    return check


def _match(pattern: str, hint: str, high: int = 10_000) -> Check:
    compiled = re.compile(pattern)

    def check(value: Any, place: str) -> Iterator[Problem]:
        if isinstance(value, str) and 2 * len(value) <= high and compiled.fullmatch(value):
            return  # 500 of them in a multicast, 200 times a second
        problems = list(_string(1, high, count_units)(value, place))
        yield from problems
        if not problems and not compiled.fullmatch(value):
            yield place, hint

    return check


def _number(low: int, high: int, step: int = 0) -> Check:
    """`step` 0 allows fractions."""

    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, int if step else (int, float)) or isinstance(value, bool):
            yield place, "must be a number"
        elif not low <= value <= high:
            yield place, f"must be between {low} and {high}"
        elif step and value % step:
            yield place, f"must be a multiple of {step}"

    return check


def _map(value_spec: str) -> Check:
    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield place, "must be an object"
            return
        for key, item in value.items():
            yield from _check(value_spec)(item, _join(place, key))

    return check


def _one(allowed: list[str]) -> Check:
    def check(value: Any, place: str) -> Iterator[Problem]:
        if value not in allowed:
            yield place, f"must be one of the following values: {', '.join(allowed)}"

    return check


def _bool(value: Any, place: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield place, "must be a boolean"


def _any(value: Any, place: str) -> Iterator[Problem]:  # noqa: ARG001 - a Check's signature
    yield from ()


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


@lru_cache(maxsize=512)
def _check(spec: str) -> Check:
    kind, _, rest = spec.partition(" ")
    return _BUILDERS[kind](rest)


def _build_list(rest: str) -> Check:
    low, high, item_spec = rest.split(" ", 2)
    return _list(int(low), int(high), item_spec)


def _build_string(rest: str, count: Callable[[str], int]) -> Check:
    low, high = rest.split()
    return _string(int(low), int(high), count)


def _build_int(rest: str) -> Check:
    low, high, *step = (int(part) for part in rest.split())
    return _number(low, high, *(step or [1]))


def _build_number(rest: str) -> Check:
    low, high = rest.split()
    return _number(int(low), int(high))


_BUILDERS: dict[str, Callable[[str], Check]] = {
    "text": lambda rest: _build_string(rest, count_units),
    "graphemes": lambda rest: _build_string(rest, count_graphemes),
    "https": lambda _: _match(r"https://.+", "invalid uri scheme", 2000),
    "uri": lambda _: _match(r"(https?|line|tel):.+", "invalid uri scheme", 1000),
    "match": lambda rest: _match(rest, "The value is invalid"),
    "one": lambda rest: _one(rest.split()),
    "int": _build_int,
    "number": _build_number,
    "map": _map,
    "bool": lambda _: _bool,
    "any": lambda _: _any,
    "shape": _shape,
    "union": _union,
    "list": _build_list,
}
