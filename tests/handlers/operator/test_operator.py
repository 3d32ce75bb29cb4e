"""A person instead of the program, and back."""

import pytest
from sqlalchemy.exc import IntegrityError

from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.models.desk import OperatorRequest, RequestState
from bot.models.inbox import InboxRow
from tests.dialogue.conversation import SILENCE, Conversation


def test_in_opening_hours_the_conversation_is_handed_over_at_once(conversation: Conversation) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    assert "15分以内" in str(conversation.last)
    assert conversation.tracker.operator_has_it
    assert [row.state for row in conversation.rows(OperatorRequest)] == [RequestState.WAITING]


def test_the_bot_is_silent_and_keeps_what_the_citizen_writes(conversation: Conversation) -> None:
    conversation.says("職員と話す")
    conversation.says("住民票の手数料は？", expects=SILENCE)
    conversation.says("こんにちは", expects=SILENCE)
    conversation.sends_sticker(expects=SILENCE)
    conversation.presses("help.start", expects=SILENCE)
    kept = [row.inbound["text"] for row in conversation.rows(InboxRow)]
    assert "住民票の手数料は？" in kept


@pytest.mark.parametrize("way", ["presses", "says"])
def test_the_citizen_can_go_back_to_the_bot(conversation: Conversation, way: str) -> None:
    conversation.says("職員と話す")
    getattr(conversation, way)("ボットに戻る", expects="operator.left")
    assert not conversation.tracker.operator_has_it
    (request,) = conversation.rows(OperatorRequest)
    assert (request.state, request.done_by) == (RequestState.DONE, "citizen")
    conversation.says("こんにちは", expects="greeting.hello")


def test_the_way_back_is_there_as_long_as_the_operator_is(conversation: Conversation) -> None:
    conversation.says("職員と話す")
    conversation.says("ボットに戻る")
    conversation.presses("operator.leave", expects="dialogue.expired")


def test_a_form_waits_silently_and_is_resumed_afterwards(conversation: Conversation) -> None:
    conversation.presses("language.start", expects="language.ask_language")
    assert len(conversation.says("職員と話す", expects="operator.handed_off")) == 1
    conversation.says("もしもし", expects=SILENCE)
    conversation.says("ボットに戻る", expects="language.ask_language")


def test_out_of_hours_it_says_when_and_queues_only_when_wanted(evening: Conversation, closed_city: City) -> None:
    evening.says("職員と話す", expects="operator.closed")
    opening = closed_city.opening_hours.find_next_opening(utc_now())
    assert opening is not None
    said = f"{opening.month}月{opening.day}日（{'月火水木金土日'[opening.weekday()]}）午前8時30分からです"
    assert said in str(evening.last)
    assert f"tel:{closed_city.telephone.replace('-', '')}" in [choice.url for choice in evening.choices]
    assert not evening.tracker.operator_has_it
    assert evening.rows(OperatorRequest) == []

    evening.presses("受付をしておく", expects="operator.queued")
    assert evening.tracker.operator_has_it
    assert [row.reason for row in evening.rows(OperatorRequest)] == ["queued"]
    evening.says("ごみのことです", expects=SILENCE)


def test_asking_again_after_going_back_makes_a_second_request(conversation: Conversation) -> None:
    for _ in range(2):
        conversation.says("職員と話す", expects="operator.handed_off")
        conversation.says("ボットに戻る", expects="operator.left")
    assert [row.state for row in conversation.rows(OperatorRequest)] == [RequestState.DONE, RequestState.DONE]


def test_the_database_allows_one_open_request_of_a_conversation(conversation: Conversation, database: Database) -> None:
    conversation.says("職員と話す")
    second = OperatorRequest(conversation_id=conversation.id, requested_at=utc_now())
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(second)
