"""The rules as they ship: whole, sourced, in six languages, and with cases that hold and can fail."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.texts import LANGUAGES
from handlers.health_records.schedule.cases import list_faults
from handlers.health_records.schedule.rules import RULES as FOLDER
from handlers.health_records.schedule.rules import Rule, load_rules, parse_rule
from tests.handlers.health_records.schedule.people import RULES, find_rule

OPTIONAL = load_rules(FOLDER / "optional")


@pytest.mark.parametrize("rule", [*RULES, *OPTIONAL], ids=lambda rule: rule.id)
def test_the_cases_beside_a_rule_hold(rule: Rule) -> None:
    assert list_faults(rule, RULES) == []


@pytest.mark.parametrize("rule", [*RULES, *OPTIONAL], ids=lambda rule: rule.id)
def test_a_rule_says_what_it_rests_on(rule: Rule) -> None:
    assert set(rule.name) == set(LANGUAGES)
    assert rule.law and all(rule.sources)
    assert not rule.reviewed_by, "what ships was reviewed by nobody in the city"


def test_no_two_rules_are_one() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids)) > 25


def test_a_case_that_does_not_hold_is_found() -> None:
    bcg = find_rule("bcg")
    text = (FOLDER / "bcg.yml").read_text("utf-8").replace("standard_from: 5m", "standard_from: 4m")
    changed = parse_rule(text, "bcg.yml")
    assert changed != bcg
    assert any("expected 2026-10-30, found 2026-09-30" in fault for fault in list_faults(changed, RULES))


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("until: 12m", "until: 12", r"courses\.0\.doses\.0\.until: .*no age"),
        ("codes: [bcg]", "codes: []", "codes"),
        ("law:", "laws:", "law"),
        ("live: [bcg]", "live: [mr]", "mr is not among its codes"),
        ("valid_from: 2013-04-01", "valid_from: soon", "valid_from"),
    ],
)
def test_a_mistake_in_a_file_is_named(before: str, after: str, where: str, tmp_path: Path) -> None:
    text = (FOLDER / "bcg.yml").read_text("utf-8")
    assert before in text
    (tmp_path / "bcg.yml").write_text(text.replace(before, after), "utf-8")
    with pytest.raises(SetupError, match=where):
        load_rules(tmp_path)


def test_a_rule_that_is_not_in_force_yet_is_left_out() -> None:
    zoster = find_rule("zoster")
    assert not zoster.is_valid(date(2025, 3, 31))
    assert zoster.is_valid(date(2025, 4, 1))
