"""Many messages in a short time: told once, kept all, answered again when it is calm; dangers always."""

from __future__ import annotations

import pytest

from bot.dialogue.flood import FEW, MANY, SAME, WINDOW_SECONDS, is_calm, is_flood
from bot.dialogue.tracker import UserUttered
from bot.models.inbox import InboxRow, InboxStatus
from tests.dialogue.conversation import SILENCE, Conversation

TOLD = "dialogue.too_many"


@pytest.fixture
def flooder(conversation: Conversation) -> Conversation:
    """Somebody who has just been told."""
    conversation.pace_seconds = 0.5
    for number in range(1, MANY + 1):
        conversation.says("ね" * number)
    conversation.says("ねえ", expects=TOLD)
    return conversation


def test_too_many_messages_are_told_once_and_then_not_answered(flooder: Conversation) -> None:
    assert flooder.labels == ["電話 026-000-1000"]
    for number in range(1, 31):
        flooder.says("ね" * number, expects=SILENCE)
    flooder.sends_sticker(expects=SILENCE)
    flooder.presses("help.start", expects=SILENCE)
    flooder.restarts()
    flooder.says("こんにちは", expects=SILENCE)
    rows = flooder.rows(InboxRow)
    assert len(rows) == MANY + 34
    assert {row.status for row in rows} == {InboxStatus.DONE}


def test_after_a_quiet_minute_it_is_answered_again(flooder: Conversation) -> None:
    flooder.says("聞いてる？", expects=SILENCE)
    flooder.pace_seconds = WINDOW_SECONDS
    flooder.says("住民票の手数料は？", expects="1通300円")
    flooder.pace_seconds = 10
    flooder.says("こんにちは", expects="greeting.hello")


def test_who_only_slows_down_is_answered_too(flooder: Conversation) -> None:
    flooder.pace_seconds = WINDOW_SECONDS / FEW
    flooder.says("こんにちは", expects=SILENCE)
    flooder.says("こんにちは", expects=SILENCE)
    flooder.says("こんにちは", expects="greeting.hello")


def test_the_next_flood_is_told_again(flooder: Conversation) -> None:
    flooder.pace_seconds = WINDOW_SECONDS
    flooder.says("こんにちは", expects="greeting.hello")
    flooder.pace_seconds = 0.5
    for number in range(1, MANY):
        flooder.says("ね" * number)
    flooder.says("ねえ", expects=TOLD)
    flooder.says("ねえねえ", expects=SILENCE)


def test_an_emergency_is_answered_in_every_flood(flooder: Conversation) -> None:
    for _ in range(3):
        flooder.says("火事です", expects="emergency.call_now")
        flooder.says("こんにちは", expects=SILENCE)


def test_the_same_text_over_and_over(conversation: Conversation) -> None:
    conversation.pace_seconds = 2
    for _ in range(SAME - 1):
        conversation.says("こんにちは", expects="greeting.hello")
    conversation.says("こんにちは", expects=TOLD)
    conversation.says("こんにちは", expects=SILENCE)
    conversation.pace_seconds = WINDOW_SECONDS
    conversation.says("こんにちは", expects="greeting.hello")


def test_the_same_question_now_and_then_is_no_flood(conversation: Conversation) -> None:
    conversation.pace_seconds = 20
    for _ in range(2 * SAME):
        conversation.says("住民票の手数料は？", expects="1通300円")


def test_the_same_button_again_and_again_is_no_flood(conversation: Conversation) -> None:
    conversation.pace_seconds = 2
    for _ in range(2 * SAME):
        assert conversation.presses("help.start")


def test_an_open_question_is_not_repeated_in_a_flood_and_waits(conversation: Conversation) -> None:
    conversation.presses("language.start", expects="language.ask_language")
    conversation.pace_seconds = 1
    for _ in range(SAME - 1):
        conversation.says("んんん")
    (told,) = conversation.says("んんん", expects=TOLD)
    assert "language." not in str(told)
    conversation.says("English", expects=SILENCE)
    conversation.pace_seconds = WINDOW_SECONDS
    conversation.says("English", expects="I will answer in English")


def test_an_operator_gets_all_of_it_and_the_program_says_nothing(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    conversation.pace_seconds = 0.1
    for _ in range(MANY + 5):
        conversation.says("こんにちは", expects=SILENCE)
    conversation.presses("operator.leave", expects="operator.left")


def test_one_citizens_flood_is_nobody_elses(flooder: Conversation) -> None:
    other = Conversation(flooder.database, lambda: flooder.engine)
    other.says("こんにちは", expects="greeting.hello")
    flooder.says("こんにちは", expects=SILENCE)


def utter(*moments: float, text: str = "", kind: str = "text") -> list[UserUttered]:
    return [UserUttered(kind, text or f"{number}", at=1e9 + moment) for number, moment in enumerate(moments)]


@pytest.mark.parametrize(
    ("heard", "is_one"),
    [
        ([], False),
        (utter(0), False),
        (utter(*range(MANY)), False),
        (utter(*range(MANY + 1)), True),
        (utter(*range(0, 4 * MANY, 4)), False),
        (utter(0, 1, 2, 3, text="あ"), False),
        (utter(0, 1, 2, 3, 4, text="あ"), True),
        (utter(0, 16, 32, 48, 64, text="あ"), False),
        (utter(0, 1, 2, 3, 4, text="あ", kind="postback"), False),
        (utter(0, 0, 0, 0, text="あ") + utter(1), False),
        ([UserUttered("text", "あ")] * SAME + utter(0), False),  # of before there were times
        (utter(*range(MANY + 1))[::-1], True),
    ],
)
def test_what_a_flood_is(heard: list[UserUttered], is_one: bool) -> None:
    assert is_flood(heard) is is_one


def test_what_calm_is() -> None:
    assert is_calm(utter(*range(FEW)))
    assert not is_calm(utter(*range(FEW + 1)))
    assert is_calm(utter(*range(MANY), MANY + WINDOW_SECONDS))
