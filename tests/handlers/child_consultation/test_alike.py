"""A model that has read what people labelled may raise a level, and hears dangers in words that no rule has."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.texts import ROOT
from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.evaluation import evaluate, read_labelled
from handlers.child_consultation.triage.judging import judge
from handlers.child_consultation.triage.raising import ALIKE, LIKELY_DANGEROUS, LIKELY_URGENT, raise_by_alikeness
from knowledge.encoders import create_encoder
from nlu.labelled import Labeller, create_labeller, list_files, read_labels
from nlu.model_store import model_name

PLACE = ROOT / "handlers/child_consultation/labelled"
LABELLED = list_files(PLACE)
KEPT_APART = read_labelled([Path(__file__).with_name("kept_apart.tsv")])
SECOND = read_labelled([Path(__file__).with_name("second.tsv")])  # a third of what stands in `wide.tsv`, not learned
LATER = read_labelled([Path(__file__).with_name("apart_later.tsv")])  # hard ones, which nobody has read
# What was found when it was looked at first; with the model 4 in place of 3 since the table of 2026-12-03. It is for
# measuring: no word and no rule is mended by it.
# A test that fails tells how many were missed, not which.
MISSED_BY_RULES, MISSED_WITH_MODEL, MISSED_OF_LATER = 16, 2, 4
TOO_HIGH, TOO_HIGH_OF_SECOND, TOO_HIGH_OF_LATER = 0.1, 0.13, 0.14


@pytest.fixture(scope="module")
def labeller(models: Path) -> Labeller:
    return create_labeller(LABELLED, create_encoder("bundled"), models / "rooms", PLACE)


@settings(deadline=None)  # the first reads the table
@given(st.text(max_size=40), st.floats(0, 1))
def test_it_lowers_nothing(text: str, likely: float) -> None:
    verdict = judge(text)
    raised = raise_by_alikeness(verdict, (text,), lambda _: {Level.EMERGENCY: likely})
    assert raised.level.weight >= verdict.level.weight
    if verdict.level is not Level.EMERGENCY and not LIKELY_DANGEROUS <= likely < LIKELY_URGENT:
        assert (ALIKE in raised.rules) == (likely >= LIKELY_URGENT)
    assert raise_by_alikeness(verdict, (text,), None) == verdict


def test_what_was_kept_apart_is_heard_better_than_by_rules_alone(labeller: Labeller) -> None:
    alone, both = evaluate(KEPT_APART), evaluate(KEPT_APART, labeller=labeller)
    assert (both.count, both.emergencies) == (631, 169)
    assert len(alone.missed) <= MISSED_BY_RULES
    assert len(both.missed) <= MISSED_WITH_MODEL
    assert len(both.too_high) <= TOO_HIGH * both.count


def test_of_the_second_set_no_emergency_is_missed(labeller: Labeller) -> None:
    found = evaluate(SECOND, labeller=labeller)
    assert (found.count, found.emergencies) == (105, 45)
    assert len(found.missed) == 0
    assert len(found.too_high) <= TOO_HIGH_OF_SECOND * found.count


def test_hard_texts_that_nobody_has_read_are_heard(labeller: Labeller) -> None:
    found = evaluate(LATER, labeller=labeller)
    assert (found.count, found.emergencies) == (320, 134)
    assert len(found.missed) <= MISSED_OF_LATER
    assert len(found.too_high) <= TOO_HIGH_OF_LATER * found.count


def test_no_text_is_learned_that_was_kept_apart() -> None:
    learned = {one.text for one in read_labels(LABELLED).examples}
    doubled = learned & {one.text.replace("␤", " ") for one in [*KEPT_APART, *SECOND, *LATER]}
    assert len(doubled) == 0


def test_the_model_beside_the_texts_has_learned_them() -> None:
    name = model_name(read_labels(LABELLED).digest, create_encoder("bundled"))
    assert [path.name for path in sorted(PLACE.glob("intents-*"))] == [f"{name}.json", f"{name}.npz"]
