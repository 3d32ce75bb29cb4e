"""Turns of the engine, seen from the citizen's side, with services made for it."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import update

from bot.city import City
from bot.db import Database
from bot.dialogue.tracker_store import SESSION_TIMEOUT
from bot.messages import InboundKind
from bot.models.desk import OperatorRequest
from bot.models.outbox import OutboxRow
from bot.models.tracker_event import TrackerEventRow
from nlu.interpreter import Interpreter
from tests.dialogue import services
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import make_engine


def test_slots_are_asked_in_order_and_confirmed(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい", expects="copies.ask_kind")
    citizen.presses("課税証明書", expects="copies.ask_number")
    citizen.says("3", expects="課税証明書を3通です。")
    assert citizen.labels == ["はい", "いいえ", "やめる"]
    citizen.says("はい", expects="copies.done")
    assert citizen.tracker.frames == ()


def test_what_was_said_already_is_not_asked(citizen: Conversation) -> None:
    citizen.says("住民票を2通ほしい", expects="住民票を2通です。")


def test_the_longer_of_two_labels_is_meant(citizen: Conversation) -> None:
    citizen.says("世帯全員の住民票がほしい", expects="copies.ask_number")
    assert citizen.tracker.active is not None
    assert citizen.tracker.active.slots["kind"] == "resident_all"


def test_no_under_the_summary_asks_what_to_change_and_shows_the_way_out(citizen: Conversation) -> None:
    citizen.says("住民票を2通ほしい")
    citizen.presses("いいえ", expects="dialogue.which_to_change")
    assert citizen.labels == ["種類", "通数", "やめる"]
    citizen.presses("やめる", expects="dialogue.cancelled")
    assert services.released == ["copies"]


def test_what_is_not_understood_is_asked_in_other_words_and_then_a_person_is_offered(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい")
    citizen.says("んんん", expects="copies.ask_kind_again")
    citizen.says("んんん", expects="copies.ask_kind_again")
    citizen.says("んんん", expects="dialogue.stuck")
    assert citizen.labels == ["職員と話す", "やめる"]
    citizen.says("住民票", expects="copies.ask_number")


def test_a_number_that_is_not_allowed_is_explained(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい")
    citizen.says("住民票")
    citizen.says("11", expects="1から10までの数で書いてください。")
    citizen.says("1000000000000000000000", expects="copies.ask_number_again")
    citizen.says("２通", expects="住民票を2通です。")


def test_going_back_asks_for_the_last_answer_again(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい")
    citizen.says("住民票")
    citizen.says("2", expects="dialogue.is_that_right")
    citizen.says("戻る", expects="copies.ask_number")
    citizen.says("戻る", expects="copies.ask_kind")
    citizen.says("戻る", expects="dialogue.cancelled")
    citizen.says("戻る", expects="dialogue.nothing_open")


def test_a_question_in_between_is_answered_and_led_back(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい")
    citizen.says("課税証明書", expects="copies.ask_number")
    citizen.says("犬の登録", expects="30日以内に登録してください。")
    assert "先ほどの続きです。" in str(citizen.last[-1])
    assert "何通ですか。" in str(citizen.last[-1])
    citizen.says("2", expects="課税証明書を2通です。")


def test_the_summary_comes_back_after_a_question_in_between(citizen: Conversation) -> None:
    citizen.says("住民票を2通ほしい")
    citizen.says("犬の登録", expects="住民票を2通です。")
    citizen.says("はい", expects="copies.done")


def test_one_service_in_the_middle_of_another(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい", expects="copies.ask_kind")
    citizen.says("意見があります", expects="memo.ask_words")
    citizen.says("道が暗い", expects="「道が暗い」を受け取りました。")
    assert "どの写しですか。" in str(citizen.last[-1])
    citizen.says("住民票", expects="copies.ask_number")


def test_free_words_are_taken_as_they_are_and_not_too_long(citizen: Conversation) -> None:
    citizen.says("意見があります")
    citizen.says("あ" * 201, expects="200文字以内")
    citizen.sends_image(expects="dialogue.image")
    citizen.says("住民票を2通ほしい", expects="「住民票を2通ほしい」")


@pytest.mark.parametrize("kind", [InboundKind.STICKER, InboundKind.IMAGE, InboundKind.LOCATION, InboundKind.FILE])
def test_what_is_no_answer_gets_an_honest_word_and_the_question_again(citizen: Conversation, kind: InboundKind) -> None:
    citizen.says("写しを申し込みたい")
    citizen.sends(kind, expects=f"dialogue.{kind}")
    assert "どの写しですか。" in str(citizen.last[-1])


def test_a_button_of_an_earlier_question_says_so_and_the_present_one_comes_again(citizen: Conversation) -> None:
    citizen.presses("copies.fill?kind=tax", expects="dialogue.expired")
    citizen.says("写しを申し込みたい")
    citizen.presses("住民票", expects="copies.ask_number")
    citizen.presses("copies.fill?kind=tax", expects="dialogue.expired")
    assert "何通ですか。" in str(citizen.last[-1])
    assert citizen.tracker.active is not None
    assert citizen.tracker.active.slots["kind"] == "resident"


def test_a_strange_button_is_answered(citizen: Conversation) -> None:
    for data in (
        "nobody.start",
        "copies.do_finish",
        "copies.finish",
        "copies.__init__",
        "x",
        "?",
        "copies.fill?kind=x",
    ):
        citizen.sends_postback(data, expects="dialogue.expired")
    citizen.sends_postback("." * 300, expects="dialogue.expired")


def test_handlers_that_send_each_other_on_are_stopped(citizen: Conversation) -> None:
    citizen.says("回して", expects="dialogue.failed")
    assert citizen.tracker.frames == ()


def test_a_service_that_fails_leaves_nothing_behind(citizen: Conversation, caplog: pytest.LogCaptureFixture) -> None:
    citizen.says("壊して", expects="broken.ask_sure")
    before = citizen.tracker
    with caplog.at_level(logging.ERROR):
        citizen.presses("はい", expects="dialogue.failed")
    assert citizen.labels == ["職員と話す"]
    assert citizen.tracker.frames == before.frames
    assert citizen.rows(OperatorRequest) == []
    assert f"conversation {citizen.id}" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "secret" not in caplog.text
    citizen.says("キャンセル", expects="dialogue.cancelled")


def test_a_refusal_is_explained_at_the_same_step_and_leaves_nothing_behind(citizen: Conversation) -> None:
    citizen.says("並びたい", expects="refusing.ask_sure")
    citizen.presses("はい", expects="8席とも埋まりました。")
    assert "並びますか。" in str(citizen.last[-1])
    assert citizen.rows(OperatorRequest) == []


def test_when_two_services_are_close_it_asks_which(citizen: Conversation) -> None:
    citizen.says("写しか意見か", expects="dialogue.which")
    assert citizen.labels == ["写しの申し込み", "ご意見", "職員と話す"]
    citizen.presses("ご意見", expects="memo.ask_words")


def test_when_one_is_unsure_and_ahead_it_does_not_act(citizen: Conversation) -> None:
    citizen.says("写しかな", expects="dialogue.not_understood")


def test_the_second_time_it_says_it_in_other_words(citizen: Conversation) -> None:
    citizen.says("んんん", expects="dialogue.not_understood")
    assert citizen.labels == ["職員と話す", "できること", "電話 026-000-1000"]
    citizen.says("んんん", expects="dialogue.not_understood_again")
    citizen.says("こんにちは")
    citizen.says("んんん", expects="dialogue.not_understood")


def test_a_typed_label_works_like_the_button(citizen: Conversation) -> None:
    citizen.says("한국어", expects="language.changed")
    citizen.says("직원과 상담", expects="operator.handed_off")
    citizen.says("봇으로 돌아가기", expects="operator.left")


def test_the_same_event_twice_changes_nothing(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい")
    events, said = citizen.rows(TrackerEventRow), citizen.rows(OutboxRow)
    assert citizen.sends_again() == 0
    assert len(citizen.rows(TrackerEventRow)) == len(events)
    assert len(citizen.rows(OutboxRow)) == len(said)


def test_it_goes_on_after_a_restart(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい")
    citizen.restarts()
    citizen.says("課税証明書", expects="copies.ask_number")
    citizen.restarts()
    citizen.says("2", expects="課税証明書を2通です。")


def test_a_new_session_forgets_the_form_and_keeps_the_language(citizen: Conversation) -> None:
    citizen.says("English please")
    citizen.presses("copies.start", expects="Which copy?")
    hour_ago = citizen.rows(TrackerEventRow)[-1].at - SESSION_TIMEOUT - timedelta(minutes=1)
    with citizen.database.write() as session:
        session.exec(update(TrackerEventRow).values(at=hour_ago))
    citizen.says("2", expects="I could not tell what you need.")
    assert citizen.tracker.frames == ()
    assert citizen.tracker.turns == 1


def test_a_request_for_the_channels_language_is_heard(citizen: Conversation) -> None:
    citizen.locale = "vi-VN"
    citizen.follows(expects="Chào mừng bạn")


def test_what_an_earlier_version_began_is_given_up_quietly(
    citizen: Conversation, database: Database, index_folder: Path, open_city: City, interpreter: Interpreter
) -> None:
    citizen.says("写しを申し込みたい", expects="copies.ask_kind")
    citizen.engine = make_engine(database, index_folder, open_city, interpreter.interpret)
    citizen.says("こんにちは", expects="greeting.hello")
    assert citizen.tracker.frames == ()


def test_half_a_yes_is_no_yes(citizen: Conversation) -> None:
    citizen.says("住民票を2通ほしい", expects="dialogue.is_that_right")
    citizen.says("まあどうかな", expects="dialogue.is_that_right")
    assert citizen.tracker.active is not None
