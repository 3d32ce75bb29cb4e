"""One tap, and a later one that changes it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.clock import utc_now
from bot.models.desk import OperatorRequest
from handlers.safety.models import SafetyAnswer, SafetyCheck
from tests.dialogue.conversation import Conversation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def citizen(conversation: Conversation) -> Conversation:
    """Who may be asked in a check and in a drill."""
    with conversation.database.write() as session:
        session.add(SafetyCheck(asked_at=utc_now()))
        session.flush()
        session.add(SafetyCheck(asked_at=utc_now(), is_drill=True))
    conversation.says("こんにちは")
    return conversation


def answers(citizen: Conversation) -> list[tuple[str, str, int]]:
    return [(row.condition, row.company, row.changes) for row in citizen.rows(SafetyAnswer)]


def emergencies(citizen: Conversation) -> list[str]:
    return [row.reason for row in citizen.rows(OperatorRequest)]


def test_safe_with_the_family_and_then_in_need_of_help(citizen: Conversation) -> None:
    citizen.sends_postback("safety.answer?check=1&is=safe", expects="safety.noted_safe")
    citizen.presses("家族といる", expects="safety.noted_safe")
    citizen.sends_postback("safety.answer?check=1&is=safe", expects="safety.noted_safe")  # the same button again
    assert answers(citizen) == [("safe", "family", 0)]
    assert emergencies(citizen) == []
    citizen.presses("助けが必要です", expects="safety.noted_help")
    assert citizen.labels[0] == "119に電話する"
    assert answers(citizen) == [("help", "family", 1)]
    assert emergencies(citizen) == ["emergency"]


def test_who_talks_with_an_operator_is_answered_too(citizen: Conversation) -> None:
    citizen.presses("operator.start")
    assert citizen.tracker.operator_has_it
    citizen.sends_postback("safety.answer?check=1&is=help", expects="safety.noted_help")
    assert citizen.tracker.operator_has_it
    assert answers(citizen) == [("help", "", 0)]
    assert emergencies(citizen) == ["emergency"]


def test_a_drill_wakes_nobody(citizen: Conversation) -> None:
    citizen.sends_postback("safety.answer?check=2&is=help", expects="safety.noted_drill")
    assert (len(answers(citizen)), emergencies(citizen)) == (1, [])


@pytest.mark.parametrize(
    "said", ["check=9&is=safe", "check=1&is=fine", "check=1", "check=x&is=safe", "check=1&with=family"]
)
def test_buttons_that_are_none(citizen: Conversation, said: str) -> None:
    citizen.sends_postback(f"safety.answer?{said}", expects="dialogue.expired")
    with citizen.database.read() as session:
        assert session.exec(select(SafetyAnswer)).all() == []


def test_nothing_is_asked_of_who_comes_by_themselves(citizen: Conversation) -> None:
    citizen.presses("safety.start", expects="safety.nothing_asked")
