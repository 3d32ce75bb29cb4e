"""Hyperbole, play, stories and what is long over are no alarm; anything grave beside them still is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.danger import PERHAPS, Danger
from nlu.gentle import LONGEST, Entry, load_gentle
from nlu.interpretation import Interpretation, RankedIntent
from nlu.interpreter import Interpreter
from nlu.normalize import normalize

DANGER = Danger()
ENTRIES = load_gentle().entries
IN_JAPANESE = [case for entry in ENTRIES if entry.id != "foreign_hyperbole" for case in entry.must]
TOO_HIGH = {"hyperbole": "宿題多すぎて死ぬ", "joke": "お母さんに殺される、ゲーム機落として割ったw"}


class Certain:
    """An engine that takes everything for an emergency."""

    name = "certain"

    def parse(self, text: str) -> Interpretation:
        ranking = (RankedIntent("emergency", 0.9), RankedIntent("chitchat", 0.1))
        return Interpretation(text, ranking[0], ranking, engine=self.name)


def finds(text: str) -> str | None:
    return DANGER.find_kind(normalize(text))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_takes_out_its_own_cases_and_none_that_it_must_not(entry: Entry) -> None:
    assert [said for said in entry.must if load_gentle().take_out(normalize(said)) is None] == []
    assert [said for said in entry.must if finds(said)] == []
    assert [said for said in entry.must_not if load_gentle().take_out(normalize(said)) and not finds(said)] == []


def test_there_is_enough_to_judge_by() -> None:
    assert len(ENTRIES) >= 14
    assert sum(len(entry.must) for entry in ENTRIES) >= 50
    assert sum(len(entry.must_not) for entry in ENTRIES) >= 40


@pytest.mark.parametrize("said", IN_JAPANESE)
@pytest.mark.parametrize("sign", ["もう本当に死にたい。", "いま包丁を持っています。", "血が止まらない。"])
def test_a_sure_sign_beside_it_alarms(said: str, sign: str) -> None:
    assert finds(f"{said}。{sign}")
    assert finds(f"{sign}{said}")


@pytest.mark.parametrize("said", TOO_HIGH.values(), ids=TOO_HIGH.keys())
def test_it_is_never_dropped(said: str) -> None:
    found = Interpreter(Certain()).interpret(said)
    assert (found.intent.name, found.extra["danger"]) == ("chitchat", PERHAPS)
    assert found.extra["mild"] == (said == TOO_HIGH["hyperbole"])


def test_a_long_letter_is_no_joke() -> None:
    assert load_gentle().take_out("宿題多すぎて死ぬ。" * LONGEST) is None


@given(st.text(max_size=LONGEST))
def test_what_is_left_was_there_before(said: str) -> None:
    rest = load_gentle().take_out(normalize(said))
    assert rest is None or len(rest.text) < len(normalize(said))
