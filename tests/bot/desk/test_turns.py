"""What operators do to a conversation, and what the citizen sees of it."""

from __future__ import annotations

import pytest

from bot.channels.line.render import render_messages
from bot.desk.room import Taken
from bot.messages import Text
from bot.models.desk import DeskNote
from bot.models.outbox import OutboxRow, OutboxStatus
from bot.models.staff import Staff
from bot.services.audit import Actor
from bot.simulator.rules import check_body
from tests.bot.desk.conftest import CLAIMED, DONE, WAITING, Desk
from tests.dialogue.conversation import SILENCE, Conversation


def test_an_operator_claims_answers_and_hands_back(desk: Desk, conversation: Conversation, operator: Actor) -> None:
    conversation.says("職員と話す", expects="operator.handed_off")
    desk.turns.claim(desk.request_id, operator)
    assert (desk.request.state, str(desk.request.operator_id)) == (CLAIMED, operator.id)
    desk.says(operator, "お待たせしました。")
    assert (desk.last_row.speaker, str(desk.last_row.staff_id)) == ("operator", operator.id)
    assert "お待たせしました。" in desk.last_words and desk.request.answered_at is not None
    conversation.says("住民票の手数料は？", expects=SILENCE)
    sent = render_messages([Text("はい")], desk.last_row.sender_name)
    assert [message["sender"] for message in sent] == [{"name": "市民窓口課の職員"}]
    check_body("PushMessageRequest", {"to": conversation.address, "messages": sent}, "pushMessage")

    desk.turns.hand_back(desk.request_id, operator)
    assert (desk.request.state, desk.request.done_by) == (DONE, operator.id)
    assert "プログラムがお答えします" in desk.last_words and desk.last_row.speaker == "bot"
    conversation.says("こんにちは", expects="greeting.hello")
    assert [action for action, _ in desk.list_acts()] == ["desk.claimed", "desk.replied", "desk.handed_back"]


def test_the_open_question_comes_again_when_the_bot_has_it_back(
    desk: Desk, conversation: Conversation, operator: Actor
) -> None:
    conversation.presses("language.start", expects="language.ask_language")
    conversation.says("職員と話す")
    desk.turns.claim(desk.request_id, operator)
    desk.turns.hand_back(desk.request_id, operator)
    assert conversation.engine.house.texts.get("ja", "language.ask_language") in desk.last_words


def test_who_was_second_gets_nothing(desk: Desk, conversation: Conversation, operator: Actor, colleague: Actor) -> None:
    conversation.says("職員と話す")
    desk.turns.claim(desk.request_id, operator)
    rows = len(conversation.rows(OutboxRow))
    for act in (
        lambda: desk.turns.claim(desk.request_id, colleague),
        lambda: desk.says(colleague, "こんにちは"),
        lambda: desk.turns.hand_back(desk.request_id, colleague),
        lambda: desk.turns.transfer(desk.request_id, colleague, "tax", "税の話"),
        lambda: desk.turns.release(desk.request_id, colleague),
    ):
        with pytest.raises(Taken):
            act()
    assert len(conversation.rows(OutboxRow)) == rows
    assert desk.list_acts() == [("desk.claimed", operator.id)]


def test_a_transfer_tells_the_citizen_and_renews_the_promise(
    desk: Desk, conversation: Conversation, operator: Actor, colleague: Actor
) -> None:
    conversation.says("職員と話す")
    promised = desk.request.promised_at
    desk.turns.claim(desk.request_id, operator)
    desk.turns.transfer(desk.request_id, operator, "tax", "固定資産税の話なので")
    assert (desk.request.state, desk.request.department, desk.request.operator_id) == (WAITING, "tax", None)
    assert promised is not None and desk.request.promised_at > promised
    assert "市民税課に引き継ぎました" in desk.last_words
    (note,) = conversation.rows(DeskNote)
    assert (note.kind, note.words, str(note.staff_id)) == ("transfer", "固定資産税の話なので", operator.id)
    conversation.says("もしもし", expects=SILENCE)
    desk.turns.claim(desk.request_id, colleague)
    desk.says(colleague, "市民税課です。")


def test_a_conversation_that_the_bot_still_had_is_taken_from_it(
    desk: Desk, conversation: Conversation, operator: Actor
) -> None:
    conversation.says("火事です、助けて")
    assert (desk.request.reason, conversation.tracker.operator_has_it) == ("emergency", False)
    desk.turns.claim(desk.request_id, operator)
    conversation.says("こんにちは", expects=SILENCE)
    desk.turns.release(desk.request_id, operator)
    conversation.says("こんにちは", expects=SILENCE)  # it waits for a person


def test_the_citizen_may_leave_while_an_operator_has_it(
    desk: Desk, conversation: Conversation, operator: Actor
) -> None:
    conversation.says("職員と話す")
    desk.turns.claim(desk.request_id, operator)
    conversation.says("ボットに戻る", expects="operator.left")
    with pytest.raises(Taken):
        desk.says(operator, "まだいますか")


def test_words_go_as_a_free_reply_to_what_the_citizen_wrote_last(
    desk: Desk, conversation: Conversation, operator: Actor
) -> None:
    conversation.says("職員と話す")
    desk.turns.claim(desk.request_id, operator)
    conversation.says("税の相談です", expects=SILENCE)
    desk.says(operator, "はい。")
    first = desk.last_row
    assert conversation.last_inbound is not None
    assert first.reply_token == conversation.last_inbound.reply_token and first.status == OutboxStatus.CREATED
    desk.says(operator, "いつのことですか。")
    assert (desk.last_row.reply_token, desk.last_row.inbox_id) == ("", None)  # each token is good for one reply
    assert desk.last_row.must_arrive


def test_notes_are_for_colleagues(desk: Desk, conversation: Conversation, operator: Actor, colleague: Actor) -> None:
    conversation.says("職員と話す")
    rows = len(conversation.rows(OutboxRow))
    desk.turns.note(desk.request_id, colleague, "先週も電話あり")
    assert [note.words for note in conversation.rows(DeskNote)] == ["先週も電話あり"]
    assert len(conversation.rows(OutboxRow)) == rows


def test_a_promise_that_is_not_kept_is_apologised_for_once(desk: Desk, conversation: Conversation) -> None:
    conversation.says("職員と話す")
    assert desk.later(minutes=14) == 0
    assert desk.later(minutes=2) == 1
    assert "お待たせして申し訳ありません" in desk.last_words
    promised = desk.request.promised_at
    assert promised is not None and promised > desk.now()
    assert desk.later(minutes=60) == 0


def test_a_promise_that_is_kept_is_not(desk: Desk, conversation: Conversation, operator: Actor) -> None:
    conversation.says("職員と話す")
    desk.turns.claim(desk.request_id, operator)
    assert desk.later(minutes=20) == 0


def test_what_an_operator_forgot_waits_again(desk: Desk, conversation: Conversation, operator: Actor) -> None:
    conversation.says("職員と話す")
    desk.turns.claim(desk.request_id, operator)
    assert desk.later(minutes=61) == 0  # nobody waits for an answer
    conversation.says("もしもし", expects=SILENCE)
    assert desk.later(minutes=61) == 1
    assert desk.request.state == WAITING
    assert desk.list_acts()[-1] == ("desk.released", "scheduler")


def test_who_may_not_work_any_more_loses_the_conversation(
    desk: Desk, conversation: Conversation, operator: Actor
) -> None:
    conversation.says("職員と話す")
    desk.turns.claim(desk.request_id, operator)
    with conversation.database.write() as session:
        session.get_one(Staff, int(operator.id)).is_active = False
    assert desk.later(seconds=1) == 1
    assert desk.request.state == WAITING
