"""While a citizen acts for somebody, every message of a form says for whom."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from bot.db import Database
from bot.models.tracker_event import TrackerEventRow
from bot.services.personal_data import forget_message
from tests.dialogue.conversation import Conversation, list_words

LINE = "【母の分】"


def act_for_mother(citizen: Conversation) -> None:
    citizen.says("母の分で", expects="family.register_title")
    citizen.presses("はい", expects="family.acting_now")


def said(citizen: Conversation) -> str:
    return "\n".join(word for message in citizen.last for word in list_words(message))


def test_each_message_of_a_form_says_for_whom(citizen: Conversation) -> None:
    act_for_mother(citizen)
    for words in ("写しを申し込みたい", "住民票", "2"):
        citizen.says(words)
        assert said(citizen).count(LINE) == 1, words
    citizen.presses("はい", expects="copies.done")
    assert LINE in said(citizen)


def test_for_oneself_nothing_is_said(citizen: Conversation) -> None:
    for words in ("写しを申し込みたい", "住民票"):
        citizen.says(words)
        assert "の分】" not in said(citizen)


def test_it_is_switched_in_the_middle_of_a_form_and_back(citizen: Conversation) -> None:
    act_for_mother(citizen)
    citizen.says("自分に戻る")
    citizen.says("写しを申し込みたい", expects="copies.ask_kind")
    assert LINE not in said(citizen)
    citizen.says("母の分で", expects="family.acting_now")
    assert said(citizen).endswith(citizen.engine.house.texts.get("ja", "copies.ask_kind"))
    assert LINE in said(citizen)
    citizen.says("自分に戻る", expects="family.for_yourself")
    assert LINE not in said(citizen) and "copies" in str(citizen.tracker.frames)


def test_what_is_no_form_is_not_marked(citizen: Conversation) -> None:
    act_for_mother(citizen)
    for words in ("こんにちは", "住民票の手数料は？", "言語を変えたい", "やめる", "自分のデータ"):
        citizen.says(words)
        assert LINE not in said(citizen), words


def test_a_question_in_between_is_answered_unmarked_and_the_open_one_is_marked(citizen: Conversation) -> None:
    act_for_mother(citizen)
    citizen.says("写しを申し込みたい")
    citizen.says("粗大ごみはどうやって出しますか", expects="dialogue.go_on")
    first, *_ = [message for message in citizen.last if LINE not in str(message)]
    assert first is citizen.last[0]
    assert said(citizen).count(LINE) == 1


def test_a_new_session_is_for_oneself(citizen: Conversation, database: Database) -> None:
    act_for_mother(citizen)
    with database.write() as session:
        for event in session.exec(select(TrackerEventRow)):
            event.at -= timedelta(hours=2)
    citizen.says("写しを申し込みたい", expects="copies.ask_kind")
    assert LINE not in said(citizen)


def test_a_message_that_is_taken_back_leads_back_to_oneself(citizen: Conversation, database: Database) -> None:
    act_for_mother(citizen)
    citizen.says("自分に戻る")
    citizen.says("母の分で", expects="family.acting_now")
    assert citizen.last_inbound is not None
    with database.write() as session:
        forget_message(session, citizen.id, citizen.last_inbound.message_id)
    assert citizen.tracker.acting_for == ""
