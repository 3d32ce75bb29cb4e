"""Answers that staff look at before they are sent: what the citizen hears, and what becomes of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.city import City
from bot.clock import utc_now
from bot.db import Database
from bot.desk.approvals import Outdated
from bot.desk.room import Taken
from bot.messages import Card, Text, message_from_json
from bot.models.audit import AuditEntry
from bot.models.desk import DeskNote, OperatorRequest
from bot.models.draft import AnswerDraft
from bot.models.outbox import OutboxRow
from bot.services.audit import Actor
from bot.services.personal_data import erase, export, forget_message
from bot.texts import LANGUAGES
from nlu.interpreter import Interpreter
from tests.bot.desk.approving import BY_POST, FEE, RUBBISH, Checked, approving, open_checked
from tests.bot.desk.conftest import CLAIMED, DONE, WAITING
from tests.dialogue.conversation import SILENCE


@pytest.fixture
def checked(database: Database, tmp_path: Path, open_city: City, interpreter: Interpreter) -> Checked:
    return open_checked(database, tmp_path, approving(open_city, "residents"), interpreter)


def last_card(checked: Checked) -> Card:
    messages = [message_from_json(data) for data in checked.desk.last_row.messages]
    return next(message for message in messages if isinstance(message, Card))


def test_an_answer_waits_and_is_sent_as_it_was_written(checked: Checked, operator: Actor) -> None:
    checked.citizen.says(FEE, expects="faq.held")
    assert "1通300円" not in str(checked.citizen.last)
    assert [choice.label for choice in checked.citizen.choices][-1] == "職員と話す"
    assert any(choice.url.startswith("tel:") for choice in checked.citizen.choices)
    request = checked.desk.request
    assert (request.reason, request.department, request.state) == ("approval", "residents", WAITING)
    assert request.promised_at is not None

    checked.sends(operator)
    card = last_card(checked)
    assert card.text.startswith("住民票の写しの手数料は、1通300円です。") and "職員が内容を確かめて" in card.note
    row = checked.desk.last_row
    assert (row.speaker, row.sender_name, row.must_arrive) == ("operator", "市民窓口課の職員", True)
    assert (checked.desk.request.state, checked.desk.request.done_by) == (DONE, operator.id)
    assert checked.desk.request.claimed_at is None
    assert checked.desk.list_acts() == [("desk.approved", operator.id)]
    thumb = next(choice for choice in card.choices if choice.label.startswith("👍"))
    checked.citizen.presses(thumb.postback, expects="faq.rated_up")


def test_what_belongs_to_others_is_answered_at_once(checked: Checked) -> None:
    checked.citizen.says(RUBBISH, expects="粗大ごみ受付センター")
    assert checked.drafts == []


def test_the_bot_keeps_the_conversation(checked: Checked, operator: Actor) -> None:
    checked.citizen.says(FEE, expects="faq.held")
    checked.citizen.says(RUBBISH, expects="粗大ごみ受付センター")
    checked.citizen.says("こんにちは", expects="greeting.hello")
    checked.citizen.says("助けて、家が火事です", expects="119")
    assert not checked.citizen.tracker.operator_has_it
    checked.sends(operator)
    assert "1通300円" in checked.desk.last_words
    assert (checked.desk.request.state, checked.desk.request.reason) == (WAITING, "emergency")  # which is not over


def test_who_asks_the_same_again_is_answered_once_and_another_question_has_its_own(
    checked: Checked, operator: Actor
) -> None:
    checked.citizen.says(FEE)
    checked.citizen.says("住民票の写しの手数料はいくら？", expects="faq.held")
    (draft,) = checked.drafts
    assert draft.utterance == "住民票の写しの手数料はいくら?"
    checked.citizen.says(BY_POST, expects="faq.held")
    assert len(checked.drafts) == 2 and len(checked.citizen.rows(OperatorRequest)) == 1
    checked.sends(operator, 0)
    assert checked.desk.request.state == WAITING
    checked.sends(operator, 1)
    assert checked.desk.request.state == DONE and "はい。次のものを" in checked.desk.last_words


def test_two_questions_in_one_message_are_held_each(
    database: Database, tmp_path: Path, open_city: City, interpreter: Interpreter, operator: Actor
) -> None:
    checked = open_checked(database, tmp_path, approving(open_city, "residents", "waste"), interpreter)
    checked.citizen.says("住民票の手数料は？ それと、粗大ごみの出し方は？", expects="faq.held")
    assert len(checked.citizen.last) == 2 and "300円" not in str(checked.citizen.last)
    assert [draft.department for draft in checked.drafts] == ["residents", "waste"]
    checked.sends(operator, 0)
    assert (checked.desk.request.state, checked.desk.request.department) == (WAITING, "waste")  # the next one's queue


def test_no_button_shows_what_nobody_has_looked_at(checked: Checked, operator: Actor) -> None:
    checked.citizen.says(BY_POST)
    checked.sends(operator)
    card = last_card(checked)
    assert not any(button.postback for button in card.buttons) and "速達" in card.text
    key = next(choice.postback for choice in card.choices if "faq.rate" in choice.postback).partition("answer=")[2]
    for action in ("more", "original", "show"):
        checked.citizen.sends_postback(f"faq.{action}?answer={key.partition('&')[0]}&id=residents-002")
        assert "速達" not in str(checked.citizen.last)


def test_an_edited_answer_is_sent_and_both_are_on_record(checked: Checked, operator: Actor) -> None:
    checked.citizen.says(FEE)
    old = last_words_of(checked.drafts[0])
    checked.sends(operator, words="来月から1通350円です。")
    assert last_card(checked).text == "来月から1通350円です。"
    with checked.citizen.database.read() as session:
        details = session.get_one(AuditEntry, 1).details
    assert details["old"] == {"text": old}
    assert details["new"] == {"entry": "residents-001", "text": "来月から1通350円です。"}


def last_words_of(draft: AnswerDraft) -> str:
    return str(next(message["text"] for message in draft.messages if message["kind"] == "card"))


def test_one_that_is_not_sent_has_a_reason_and_the_citizen_is_told(checked: Checked, operator: Actor) -> None:
    checked.citizen.says(FEE)
    checked.closes(operator)
    texts = checked.citizen.engine.house.texts
    assert texts.get("ja", "operator.not_sent") in checked.desk.last_words
    assert [(note.kind, note.words) for note in checked.citizen.rows(DeskNote)] == [("closed", "電話で答えた")]
    assert checked.desk.request.state == DONE
    assert checked.desk.list_acts() == [("desk.draft_closed", operator.id)]


def test_of_two_the_second_is_told_so(checked: Checked, operator: Actor, colleague: Actor) -> None:
    checked.citizen.says(FEE)
    checked.sends(operator)
    rows = len(checked.citizen.rows(OutboxRow))
    for act in (checked.sends, checked.closes):
        with pytest.raises(Taken):
            act(colleague)
    assert len(checked.citizen.rows(OutboxRow)) == rows


def test_a_change_of_the_faq_is_seen_before_it_is_sent(checked: Checked, operator: Actor) -> None:
    checked.citizen.says(FEE)
    draft = checked.drafts[0]
    assert draft.id is not None
    seen = checked.mark(draft)
    checked.rewrites_faq("1通300円", "1通400円")
    with pytest.raises(Outdated):
        checked.approvals.send(checked.desk.request_id, draft.id, operator, seen)
    assert "1通300円" not in checked.desk.last_words
    checked.sends(operator)  # who has seen what it says now may
    assert "1通300円" in checked.desk.last_words


def test_an_entry_that_is_gone_is_seen_too(checked: Checked, operator: Actor) -> None:
    checked.citizen.says(FEE)
    draft = checked.drafts[0]
    assert draft.id is not None
    seen = checked.mark(draft)
    checked.takes_back(draft.entry_id)
    assert checked.mark(draft) == "gone"
    with pytest.raises(Outdated):
        checked.approvals.send(checked.desk.request_id, draft.id, operator, seen)


def test_a_promise_that_is_missed_is_apologised_for(checked: Checked) -> None:
    checked.citizen.says(FEE)
    assert checked.desk.later(days=5) == 1
    assert "お待たせして申し訳ありません" in checked.desk.last_words
    assert checked.desk.later(minutes=1) == 0


def test_a_person_who_is_wanted_gets_the_whole_conversation(
    checked: Checked, operator: Actor, colleague: Actor
) -> None:
    checked.citizen.says(FEE)
    checked.citizen.says("職員と話す", expects="operator.handed_off")
    assert checked.desk.request.reason == "asked"
    checked.desk.turns.claim(checked.desk.request_id, operator)
    with pytest.raises(Taken):
        checked.sends(colleague)
    checked.sends(operator)
    assert checked.desk.request.state == CLAIMED and "1通300円" in checked.desk.last_words
    checked.citizen.says("ありがとう", expects=SILENCE)


def test_one_that_waits_is_not_lost_when_a_person_has_finished(checked: Checked, operator: Actor) -> None:
    checked.citizen.says(FEE)
    checked.citizen.says("職員と話す")
    checked.desk.turns.claim(checked.desk.request_id, operator)
    checked.desk.turns.hand_back(checked.desk.request_id, operator)
    assert (checked.desk.request.reason, checked.desk.request.state) == ("approval", WAITING)
    checked.citizen.says("職員と話す")
    checked.citizen.says("ボットに戻る", expects="operator.left")
    assert (checked.desk.request.reason, checked.desk.request.state) == ("approval", WAITING)
    checked.sends(operator)
    assert checked.desk.request.state == DONE


def test_it_goes_with_the_citizens_data_and_what_is_taken_back(checked: Checked) -> None:
    checked.citizen.says(FEE)
    with checked.citizen.database.write() as session:
        (row,) = export(session, checked.citizen.id)["answer_draft"]
        assert "decided_by" not in row and row["utterance"] == FEE.rstrip("。") + "。"
        assert checked.citizen.last_inbound is not None
        forget_message(session, checked.citizen.id, checked.citizen.last_inbound.message_id)
    assert checked.drafts[0].utterance == ""
    with checked.citizen.database.write() as session:
        erase(session, checked.citizen.id, 0, utc_now())
    assert checked.drafts == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_who_and_by_when(checked: Checked, language: str) -> None:
    checked.citizen.says(FEE)
    checked.citizen.sends_postback(f"language.set?language={language}")
    checked.citizen.says(FEE)
    held = next(message for message in checked.citizen.last if isinstance(message, Text))
    assert checked.citizen.engine.house.texts.get(language, "faq.held")[:6] in held.text
    assert ("市民窓口課" if language.startswith("ja") else "Citizen Service Counter") in held.text
    assert checked.drafts[-1].language == language
