"""What only the counter's words of danger make an emergency of: the centre answers a child's worry that the model finds
none, with the numbers beside; what is told of no child, the body's and a wish to die stay with the emergency room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.city import City
from bot.db import Database
from handlers.child_consultation.levels import Level
from handlers.child_consultation.triage.judging import judge
from handlers.child_consultation.triage.raising import ALIKE, raise_by, raise_by_alikeness
from nlu.danger import PERHAPS
from nlu.interpretation import Interpretation, RankedIntent
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import make_engine
from tests.handlers.child_consultation.centre import SERVICE
from tests.handlers.child_consultation.test_dialogue import find_cases, with_centre

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LIKELY = 0.09


@pytest.fixture
def citizen(database: Database, index_folder: Any, open_city: City, interpreter: Any) -> Conversation:
    """Who writes to a counter with a model that finds hardly an emergency in anything."""
    engine = make_engine(database, index_folder, with_centre(open_city), interpreter.interpret)
    engine.house = replace(engine.house, labellers={SERVICE: lambda _: {Level.EMERGENCY: LIKELY}})
    return Conversation(database, lambda: engine)


@SQLITE
@pytest.mark.parametrize(
    "says",
    [
        "ママとけんかした。口きいてくれない",
        "お父さんとお母さんが毎日けんかしてる",
        "しゅくだい おわらない。ママにおこられる。どうしよう",
    ],
)
def test_the_centre_answers_a_worry_with_the_numbers_beside(citizen: Conversation, says: str) -> None:
    citizen.says(says, expects="child_consultation.title_page_child")
    assert "tel:119" in [choice.url for choice in citizen.choices]
    assert [case.level for case in find_cases(citizen)] == [Level.SOON]


@SQLITE
def test_a_fever_that_a_rule_knows_is_answered_by_the_centre(citizen: Conversation) -> None:
    citizen.says("5歳、39度の熱があります。水分はとれています", expects="child_consultation.title_page")
    assert "tel:%238000" in [choice.url for choice in citizen.choices] or "tel:#8000" in str(citizen.choices)
    assert [case.level for case in find_cases(citizen)] == [Level.SOON]


@SQLITE
@pytest.mark.parametrize(
    "says",
    [
        "夫に殴られています",
        "リスカがやめられない",  # of nobody's child
        "むねがいたい",  # a child may write so, and it may be the body's
        "もう死にたいです",
        "子どもが火事にまきこまれた",
        "きょうは公園であそんで、おやつをたべて、それから家にかえって絵本をよんだ。" * 2 + "ママとけんかした",
    ],
)
def test_these_stay_an_emergency(citizen: Conversation, says: str) -> None:
    citizen.says(says)
    said = str(citizen.last)
    titles = ("child_consultation.title_page", "child_consultation.title_page_child")
    assert [one for one in titles if citizen.engine.house.texts.get("ja", one) in said] == []
    assert "tel:119" in [choice.url for choice in citizen.choices]


@pytest.mark.parametrize(
    ("said", "likely", "is_raised"),
    [
        ("妊娠したかもしれない。高2です", 0.45, False),  # of the same day
        ("妊娠したかもしれない。高2です", 0.55, True),
        ("昨日夫に殴られました。今は実家にいます", 0.35, False),  # nobody is in danger now
        ("昨日夫に殴られました。今は実家にいます", 0.45, True),
    ],
)
def test_how_sure_the_model_must_be(said: str, likely: float, is_raised: bool) -> None:
    raised = raise_by_alikeness(judge(said), (said,), lambda _: {Level.EMERGENCY: likely})
    assert (ALIKE in raised.rules) == is_raised


def test_a_suspicion_is_a_worry_only_beside_a_rule() -> None:
    ranked = RankedIntent("faq_question", 0.6)
    suspected = Interpretation("", ranked, (ranked,), extra={"danger": PERHAPS})
    assert raise_by(judge("図書館は何時まで？"), suspected).level is Level.INFORMATION
