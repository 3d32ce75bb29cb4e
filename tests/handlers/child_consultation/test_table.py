"""The triage table: its own test cases, how a faulty one is refused, and what a city may change of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.errors import SetupError
from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.city_table import FILE, load_city_table
from handlers.child_consultation.triage.judging import judge
from handlers.child_consultation.triage.rule import Rule
from handlers.child_consultation.triage.table import load_table
from tests.handlers.child_consultation.city_rules import RULE, write_city_table

TABLE = load_table()


@pytest.mark.parametrize("rule", TABLE.rules, ids=lambda rule: rule.id)
def test_a_rule_holds_for_its_own_cases_and_for_none_that_it_must_not(rule: Rule) -> None:
    assert [said for said in rule.must if rule.id not in judge(said).rules] == []
    assert [said for said in rule.must_not if rule.id in judge(said).rules] == []


@pytest.mark.parametrize("rule", TABLE.rules, ids=lambda rule: rule.id)
def test_every_rule_says_who_reviewed_it_and_what_from(rule: Rule) -> None:
    assert TABLE.sources[rule.source]["title"]
    assert rule.reviewer
    assert rule.reviewed_on <= date(2026, 12, 31)
    assert rule.must
    assert rule.level is Level.EMERGENCY or rule.within_minutes > 10


def test_a_city_adds_a_rule_with_words_of_its_own(tmp_path: Path) -> None:
    table = load_city_table(write_city_table(tmp_path, RULE))
    found = judge("学校の道にくまがいた", table=table)
    assert "bear_on_the_way_to_school" in found.rules
    assert found.version.endswith("city-1")
    assert "bear_on_the_way_to_school" not in judge("学校の道にくまがいた").rules


def test_a_city_raises_a_rule_of_ours(tmp_path: Path) -> None:
    raised = {**RULE, "id": "absence", "level": "urgent", "signs": ["absent"], "must": ["不登校です"]}
    assert judge("息子が不登校です").level is Level.SOON
    assert judge("息子が不登校です", table=load_city_table(write_city_table(tmp_path, raised))).level is Level.URGENT


def test_a_city_lowers_what_is_not_of_the_same_day(tmp_path: Path) -> None:
    lowered = {**RULE, "id": "net_trouble", "level": "information", "signs": ["net_trouble"], "must": ["SNSで悪口"]}
    table = load_city_table(write_city_table(tmp_path, lowered, lowers=["net_trouble"]))
    assert judge("ゲームやめられない", table=table).level is Level.INFORMATION


@pytest.mark.parametrize(
    ("change", "lowers", "fault"),
    [
        ({"level": "terrible"}, [], "level: terrible is not known"),
        ({"signs": ["unicorn"]}, [], "signs: unicorn is not known"),
        ({"signs": ["@dog"]}, [], "signs: dog is not known"),
        ({"signs": []}, [], "signs is missing"),
        ({"reviewer": ""}, [], "reviewer is missing"),
        ({"reviewed_on": "soon"}, [], "reviewed_on must be a day"),
        ({"source": "gossip"}, [], "source: gossip is not known"),
        ({"within_minutes": 0}, [], "within_minutes is missing"),
        ({"within_minutes": "soon"}, [], "within_minutes must be a whole number"),
        ({"colour": "red"}, [], "colour is no field of a rule"),
        ({"must": ["パンダがいた"]}, [], "does not hold for パンダがいた"),
        ({"must_not": ["学校の道にくまがいた"]}, [], "holds for 学校の道にくまがいた"),
        ({}, ["unknown_rule"], "there is no rule unknown_rule"),
        ({}, ["suicide_wish_child"], "is emergency and may not be lowered"),
        ({}, ["bullying_hard"], "is urgent and may not be lowered"),
        ({}, ["absence"], "absence: the rule in its place is missing"),
    ],
)
def test_a_faulty_table_is_refused_in_a_sentence(
    tmp_path: Path, change: dict[str, object], lowers: list[str], fault: str
) -> None:
    with pytest.raises(SetupError, match=f"triage.yml: .*{fault}"):
        load_city_table(write_city_table(tmp_path, {**RULE, **change}, lowers=lowers))


def test_a_table_that_is_no_yaml_or_has_a_broken_pattern_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("rules: [", "utf-8")
    with pytest.raises(SetupError, match=r"triage.yml: is no YAML"):
        load_city_table(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(SetupError, match=r"triage.yml: "):
        load_city_table(write_city_table(other, RULE, words={"bear": {"ja": "くま("}}))
