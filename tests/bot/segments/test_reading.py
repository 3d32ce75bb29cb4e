"""What a rule may say, and the sentence for what it may not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.areas import Areas
from bot.services.segments import RuleError, parse, write_rule

GOOD: list[Any] = [
    {"everyone": True},
    {"topic": "disaster"},
    {"area": ["chuo-1", "east"]},
    {"area": ["chuo-1"], "or_unknown": True},
    {"language": ["vi", "ja-easy"]},
    {"child_age": {"from": 0, "to": 3}},
    {"need": "wheelchair"},
    {"channel": "line"},
    {"list": "a list"},
    {"all": [{"any": [{"topic": "waste"}, {"not": {"need": "deaf"}}]}, {"everyone": True}]},
]
NESTED: Any = {"everyone": True}
for _ in range(8):
    NESTED = {"not": NESTED}
BAD: list[tuple[Any, str]] = [
    (None, "a rule is an object with one name, not None"),
    ({}, "a rule is an object with one name, not {}"),
    ([{"everyone": True}], "a rule is an object"),
    ({"topic": "a", "need": "deaf"}, "one rule says one thing, not need and topic"),
    ({"or_unknown": True}, "there is no rule 'or_unknown'"),
    ({"colour": "red"}, "there is no rule 'colour'"),
    ({"everyone": False}, "everyone is true or isn't there"),
    ({"all": []}, "all wants a list of rules"),
    ({"any": {"everyone": True}}, "any wants a list of rules"),
    ({"topic": ""}, "topic wants a name"),
    ({"area": []}, "area wants a list of names"),
    ({"area": "chuo-1"}, "area wants a list of names"),
    ({"area": [1]}, "area wants a name, not 1"),
    ({"area": ["chuo-1"], "or_unknown": 1}, "or_unknown is true or false"),
    ({"child_age": {"from": 4, "to": 3}}, "child_age goes from 0 to 18"),
    ({"child_age": {"from": True, "to": 3}}, "child_age goes from 0 to 18"),
    ({"child_age": {"from": 0}}, "child_age wants from and to"),
    ({"need": "money"}, "need is one of wheelchair, deaf"),
    ({"need": ["deaf"]}, "need is one of"),
    ({"channel": "fax"}, "channel is one of line, web"),
    (NESTED, "nested more than 8 deep"),
    ({"any": [{"everyone": True}] * 31}, "31 parts, more than 30"),
]


@pytest.mark.parametrize("said", GOOD)
def test_a_rule_is_written_as_it_was_read(said: Any) -> None:
    assert write_rule(parse(said)) == said


@pytest.mark.parametrize(("said", "sentence"), BAD)
def test_what_nobody_knows_is_no_rule(said: Any, sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence.replace("{", r"\{")):
        parse(said)


def test_an_area_that_the_city_does_not_have_reaches_nobody_silently(areas: Areas) -> None:
    parse({"not": {"area": ["chuo-1", "east"]}}, areas)
    with pytest.raises(RuleError, match="the city has no area chuo-9"):
        parse({"not": {"area": ["chuo-9"]}}, areas)
