"""A rule and its form say the same; no database, no page."""

from __future__ import annotations

from typing import Any

import pytest

from admin.segments.parts import Condition, Group, Parts, make_parts, make_rule, read_parts
from bot.services.segments import parse, write_rule

DISTRICTS = ("central", "east")
BUILT: list[tuple[dict[str, str], Any]] = [
    ({"g0c0": "topic:disaster"}, {"topic": "disaster"}),
    ({"g0c0": "topic:waste", "g0c0not": "yes"}, {"not": {"topic": "waste"}}),
    ({"g0c0": "area:east", "g0c1": "area:chuo-1"}, {"any": [{"area": ["east"]}, {"area": ["chuo-1"]}]}),
    (
        {"g0c0": "area:east", "g0c1": "language:vi", "g0join": "all"},
        {"all": [{"area": ["east"]}, {"language": ["vi"]}]},
    ),
    (
        {"g0c0": "need:flee", "g0c3": "child", "g0c3from": "0", "g0c3to": "6", "g2c0": "channel:line", "join": "all"},
        {"all": [{"any": [{"need": "flee"}, {"child_age": {"from": 0, "to": 6}}]}, {"channel": "line"}]},
    ),
    ({"g0c0": "child", "g0c0from": "9", "g0c0to": "3"}, {"child_age": {"from": 3, "to": 9}}),
    ({"g0c0": "no_area"}, {"not": {"area": ["central", "east"]}}),
    ({"g0c0": "no_area", "g0c0not": "yes"}, {"area": ["central", "east"]}),
    ({"g0c0": "everyone"}, {"everyone": True}),
    ({"g0c0": "list:a: b"}, {"list": "a: b"}),
    (
        {"join": "any", "g0c0": "topic:a", "g0c1": "topic:b", "g0join": "all", "g1c0": "topic:c"},
        {"any": [{"all": [{"topic": "a"}, {"topic": "b"}]}, {"topic": "c"}]},
    ),
]


@pytest.mark.parametrize(("form", "rule"), BUILT)
def test_what_a_form_says_is_a_rule_and_comes_back(form: dict[str, str], rule: Any) -> None:
    made = make_rule(read_parts(form), DISTRICTS)
    assert made is not None and write_rule(made) == rule
    again = make_parts(parse(rule), DISTRICTS)
    assert again is not None
    assert make_rule(again, DISTRICTS) == made


@pytest.mark.parametrize("form", [{}, {"g0c0": ""}, {"g0c0": "area:"}, {"g0c0": "money:1"}, {"g9c0": "topic:a"}])
def test_nothing_that_can_be_read_is_no_rule(form: dict[str, str]) -> None:
    assert make_rule(read_parts(form), DISTRICTS) is None


def test_ages_out_of_range_are_drawn_in() -> None:
    parts = read_parts({"g0c0": "child", "g0c0from": "-1", "g0c0to": "99"})
    assert parts == Parts("all", (Group("any", (Condition("child", False, 0, 18),)),))


@pytest.mark.parametrize(
    "rule",
    [
        {"not": {"all": [{"topic": "a"}, {"topic": "b"}]}},
        {"all": [{"any": [{"topic": "a"}, {"all": [{"topic": "b"}, {"topic": "c"}]}]}]},
        {"area": ["a", "b"]},
        {"area": ["a"], "or_unknown": True},
    ],
)
def test_a_rule_that_no_form_makes_is_not_bent(rule: Any) -> None:
    assert make_parts(parse(rule), DISTRICTS) is None
