"""What a citizen must not have typed: answered as if it was not there, and told once."""

from __future__ import annotations

import pytest

from bot.dialogue.flood import SAME
from bot.messages import Text
from bot.models.inbox import InboxRow
from bot.models.outbox import OutboxRow
from bot.models.tracker_event import TrackerEventRow
from nlu.masking import MASKS, Kind
from tests.dialogue.conversation import SILENCE, Conversation, list_words

BY_FORM, ALONE = "dialogue.masked_by_form", "dialogue.masked_alone"
NUMBER = "090-1234-5678"


def list_said(conversation: Conversation) -> str:
    return "\n".join(word for message in conversation.last for word in list_words(message))


def test_the_rest_is_answered_and_the_mask_is_told_once(conversation: Conversation) -> None:
    conversation.says(f"職員と話したいです。電話は{NUMBER}です。", expects="operator.handed_off")
    said = list_said(conversation)
    assert said.count("伏せました") == 1
    assert "電話番号" in said
    assert NUMBER not in said


def test_nothing_of_it_is_stored(conversation: Conversation) -> None:
    conversation.says(f"電話は{NUMBER}、メールはtaro@example.com、番号は123456789018、カードは4111111111111111")
    for model in (InboxRow, TrackerEventRow, OutboxRow):
        stored = "".join(str(row.model_dump()) for row in conversation.rows(model))
        for value in (NUMBER, "taro@example.com", "123456789018", "4111111111111111"):
            assert value not in stored
    utterance = conversation.rows(InboxRow)[0].inbound["text"]
    assert [mask in utterance for mask in MASKS.values()] == [True] * 4


@pytest.mark.parametrize(
    ("said", "key", "kind"),
    [
        (NUMBER, BY_FORM, Kind.PHONE),
        ("taro@example.com", BY_FORM, Kind.MAIL),
        ("1234 5678 9018", ALONE, Kind.MY_NUMBER),
        ("4111-1111-1111-1111です", ALONE, Kind.CARD),
    ],
)
def test_a_value_alone_is_answered_with_that_alone(conversation: Conversation, said: str, key: str, kind: Kind) -> None:
    conversation.says("こんにちは")
    (told,) = conversation.says(said.removesuffix("です"), expects=key)
    assert isinstance(told, Text)
    assert conversation.engine.house.texts.get("ja", f"dialogue.masked_{kind}") in told.text


def test_kinds_are_named_in_the_citizens_language(conversation: Conversation) -> None:
    conversation.presses("language.set?language=en")
    conversation.says(f"{NUMBER} taro@example.com")
    assert "the telephone number you wrote and the e-mail address you wrote" in list_said(conversation)


def test_an_open_question_is_put_again(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい", expects="copies.ask_kind")
    asked = citizen.tracker.active
    citizen.says(NUMBER, expects=BY_FORM)
    assert citizen.tracker.active == asked
    assert citizen.labels[-1] == "やめる"


def test_an_operators_silence_is_broken_for_it(conversation: Conversation) -> None:
    conversation.presses("operator.start")
    conversation.says(f"折り返し{NUMBER}までお願いします", expects=BY_FORM)
    assert len(conversation.last) == 1
    assert conversation.tracker.operator_has_it


def test_in_an_emergency_the_numbers_to_call_come_first(conversation: Conversation) -> None:
    conversation.says(f"助けて、家が燃えています。{NUMBER}", expects="119")
    assert "伏せました" not in "".join(list_words(conversation.last[0]))
    assert "伏せました" in list_said(conversation)


def test_a_flood_is_told_alone(conversation: Conversation) -> None:
    conversation.pace_seconds = 0.1
    for _ in range(SAME - 1):
        conversation.says(NUMBER, expects=BY_FORM)
    conversation.says(NUMBER, expects="dialogue.too_many")
    assert "伏せました" not in list_said(conversation)
    conversation.says(NUMBER, expects=SILENCE)


def test_a_masked_answer_is_none(citizen: Conversation) -> None:
    """A question that takes any words doesn't take a mask for them."""
    citizen.says("意見があります", expects="memo.ask_words")
    active = citizen.tracker.active
    citizen.says("taro@example.com", expects=BY_FORM)
    assert citizen.tracker.active == active
