"""Several wishes in one message: told, kept in order, seen to one by one."""

from __future__ import annotations

import itertools
import logging

import pytest

from bot.messages import Message
from bot.models.desk import OperatorRequest
from bot.models.tracker_event import TrackerEventRow
from bot.services.personal_data import forget_message
from tests.dialogue.conversation import SILENCE, Conversation, list_words

FOUR = {
    "copies": "課税証明書もお願いします",
    "memo": "意見を書きたい",
    "visits": "受け取りを予約したい",
    "refusing": "列に並びたい",
}


def waiting(citizen: Conversation) -> list[str]:
    return [wish.handler for wish in citizen.tracker.wishes]


def words(message: Message) -> str:
    return "\n".join(list_words(message))


def open_rooms(citizen: Conversation) -> list[str]:
    return [frame.handler for frame in citizen.tracker.frames]


def test_the_second_begins_when_the_first_is_done(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あと意見を書きたい", expects="まず「写しの申し込み」から伺います。")
    assert "そのあと「ご意見」をご案内します。" in str(citizen.last[0])
    assert "何通ですか。" in str(citizen.last[-1])
    assert waiting(citizen) == ["memo"]
    citizen.says("2", expects="住民票を2通です。")
    citizen.says("はい", expects="copies.done")
    assert "続いて、「ご意見」です。\nご意見を書いてください。" in words(citizen.last[-1])
    assert (waiting(citizen), open_rooms(citizen)) == ([], ["memo"])
    citizen.says("道が暗い", expects="「道が暗い」を受け取りました。")
    assert (waiting(citizen), open_rooms(citizen)) == ([], [])


def test_what_is_answered_at_once_leads_to_the_next_in_the_same_turn(citizen: Conversation) -> None:
    citizen.says("言語を英語にして、あと意見を書きたい", expects="language.changed")
    assert "まず「言語を変える（Language）」から伺います。" in str(citizen.last[0])
    assert "Next is “Opinion”.\nPlease write." in words(citizen.last[-1])
    assert citizen.tracker.language == "en"


def test_each_keeps_what_was_said_for_it(citizen: Conversation) -> None:
    citizen.says("住民票2通と課税証明書1通ください", expects="まず「写しの申し込み（住民票）」から伺います。")
    assert "そのあと「写しの申し込み（課税証明書）」をご案内します。\n住民票を2通です。" in words(citizen.last[0])
    citizen.says("はい", expects="課税証明書を1通です。")
    citizen.says("はい", expects="copies.done")
    assert open_rooms(citizen) == []


def test_more_said_of_the_same_is_no_second_wish(citizen: Conversation) -> None:
    citizen.says("住民票がほしい。2通お願いします。", expects="住民票を2通です。")
    assert waiting(citizen) == []


def test_a_question_is_answered_first_and_the_service_started(citizen: Conversation) -> None:
    citizen.says("意見を書きたい、あと犬の登録", expects="30日以内に登録してください。")
    assert "まずご質問にお答えします。そのあと「ご意見」をご案内します。" in str(citizen.last[0])
    assert "続いて、「ご意見」です。\nご意見を書いてください。" in words(citizen.last[-1])
    assert open_rooms(citizen) == ["memo"]


def test_a_greeting_beside_a_wish_is_no_wish(citizen: Conversation) -> None:
    citizen.says("こんにちは。意見を書きたい", expects="memo.ask_words")
    assert "まず" not in str(citizen.last)


def test_after_the_first_was_left_the_next_is_offered(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あと意見を書きたい")
    citizen.says("やめる", expects="dialogue.cancelled")
    assert "続けて「ご意見」をご案内しましょうか。" in str(citizen.last[-1])
    assert citizen.labels == ["はい", "いいえ"]
    citizen.says("はい", expects="memo.ask_words")


@pytest.mark.parametrize("answer", ["いいえ", "意見はいりません"])
def test_an_offer_can_be_declined(citizen: Conversation, answer: str) -> None:
    citizen.says("住民票がほしい、あと意見を書きたい")
    citizen.says("やめる")
    citizen.says(answer, expects="わかりました。「ご意見」は取りやめます。")
    assert waiting(citizen) == []
    citizen.says("こんにちは", expects="greeting.hello")
    assert "ご意見" not in citizen.labels


def test_an_offer_that_is_not_answered_stays_a_button(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あと意見を書きたい")
    citizen.says("やめる")
    citizen.says("こんにちは", expects="greeting.hello")
    assert citizen.labels[0] == "ご意見"
    citizen.presses("ご意見", expects="memo.ask_words")
    assert waiting(citizen) == []


def test_a_wish_that_waits_can_be_denied(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あと意見を書きたい")
    citizen.says("意見はいりません", expects="わかりました。「ご意見」は取りやめます。")
    assert "何通ですか。" in str(citizen.last[-1])
    assert waiting(citizen) == []


def test_of_two_of_one_service_the_one_that_is_denied_goes(citizen: Conversation) -> None:
    citizen.says("意見を書きたい、それと住民票がほしい、それと課税証明書もお願いします")
    assert waiting(citizen) == ["copies", "copies"]
    citizen.presses("やめる")
    citizen.says("住民票はいらない", expects="dialogue.wish_dropped")
    assert [wish.slots for wish in citizen.tracker.wishes] == [{"kind": "tax"}]


def test_three_are_kept_and_the_fourth_is_asked_for_again(citizen: Conversation) -> None:
    said = "、それと".join(FOUR.values())
    citizen.says(said, expects="dialogue.write_rest_again")
    assert (open_rooms(citizen), waiting(citizen)) == (["copies"], ["memo", "visits"])


def test_a_wish_that_is_not_understood_is_asked_for_again(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あとんんんを希望", expects="dialogue.write_rest_again")
    assert open_rooms(citizen) == ["copies"]


@pytest.mark.parametrize("rooms", list(itertools.permutations(FOUR, 3)))
def test_the_order_is_kept(citizen: Conversation, rooms: tuple[str, ...]) -> None:
    citizen.says("。それから".join(FOUR[room] for room in rooms))
    done = []
    while citizen.tracker.frames or citizen.tracker.wishes:
        done.append(open_rooms(citizen)[-1])
        citizen.says("やめる")
        if citizen.tracker.wishes:
            citizen.presses("はい")
    assert done == list(rooms)


def test_danger_in_any_part_comes_before_everything(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あと家が燃えています助けて", expects="119")
    assert (open_rooms(citizen), waiting(citizen)) == ([], [])


def test_danger_in_between_does_not_lose_what_waits(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あと意見を書きたい")
    citizen.says("家が燃えています助けて", expects="119")
    assert len(citizen.last) == 1
    assert waiting(citizen) == ["memo"]


def test_an_answer_and_a_wish_for_later(citizen: Conversation) -> None:
    citizen.says("住民票がほしい", expects="copies.ask_number")
    citizen.says("2通で。あと意見を書きたい", expects="住民票を2通です。")
    assert "そのあと「ご意見」をご案内します。" in str(citizen.last[0])
    citizen.says("はい", expects="memo.ask_words")


def test_a_second_one_of_the_open_service_waits(citizen: Conversation) -> None:
    citizen.says("住民票がほしい", expects="copies.ask_number")
    citizen.says("2通で。あと課税証明書もお願いします", expects="copies.summary")
    assert [wish.slots for wish in citizen.tracker.wishes] == [{"kind": "tax"}]


def test_to_leave_and_begin_another_in_one_breath(citizen: Conversation) -> None:
    citizen.says("住民票がほしい", expects="copies.ask_number")
    citizen.says("やめます。あと意見を書きたい", expects="dialogue.cancelled")
    assert open_rooms(citizen) == ["memo"]


def test_two_wishes_in_the_middle_of_a_form_come_before_it_goes_on(citizen: Conversation) -> None:
    citizen.says("住民票がほしい")
    citizen.says("言語を英語にして、あと意見を書きたい", expects="language.changed")
    assert open_rooms(citizen) == ["copies"]
    assert waiting(citizen) == ["memo"]


def test_free_words_are_not_taken_apart(citizen: Conversation) -> None:
    citizen.says("意見を書きたい", expects="memo.ask_words")
    citizen.says("言語を英語にして、あと住民票がほしい", expects="「言語を英語にして、あと住民票がほしい」")
    assert (citizen.tracker.language, waiting(citizen)) == ("ja", [])


def test_what_is_said_at_once_is_still_said_to_somebody_who_waits_for_a_person(citizen: Conversation) -> None:
    citizen.says("職員と話したい、あと言語を英語にして", expects="operator.handed_off")
    assert citizen.tracker.language == "en"
    assert citizen.tracker.operator_has_it


def test_what_waits_is_offered_when_the_operator_has_gone(citizen: Conversation) -> None:
    citizen.says("職員と話したい、あと意見を書きたい", expects="operator.handed_off")
    assert waiting(citizen) == ["memo"]
    citizen.says("まだですか", expects=SILENCE)
    citizen.says("ボットに戻る", expects="dialogue.offer_wish")
    citizen.presses("はい", expects="memo.ask_words")


def test_a_service_that_fails_at_once_does_not_undo_the_one_before(
    citizen: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    citizen.says("住民票2通ください。それから失敗したい", expects="copies.summary")
    with caplog.at_level(logging.ERROR):
        citizen.says("はい", expects="copies.done")
    assert "いまお答えできませんでした。" in str(citizen.last[-1])
    assert "ZeroDivisionError" in caplog.text
    assert citizen.rows(OperatorRequest) == []
    assert (waiting(citizen), open_rooms(citizen)) == ([], [])


def test_what_waits_survives_a_restart(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あと意見を書きたい")
    before = citizen.tracker
    citizen.restarts()
    assert citizen.tracker == before
    citizen.says("2")
    citizen.says("はい", expects="memo.ask_words")


def test_what_waits_holds_no_words_of_the_citizen(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あと課税証明書もお願いします")
    (noted,) = [row.data for row in citizen.rows(TrackerEventRow) if row.name == "wish_noted"]
    assert noted == {"wish": "copies", "slots": {"kind": "tax"}, "among": {}}


def test_a_message_that_is_taken_back_takes_what_waits_along(citizen: Conversation) -> None:
    citizen.says("住民票2通ください。それから意見を書きたい")
    assert citizen.last_inbound is not None
    with citizen.database.write() as session:
        forget_message(session, citizen.id, citizen.last_inbound.message_id)
    assert waiting(citizen) == []
    stored = str([row.data for row in citizen.rows(TrackerEventRow)])
    assert "意見" not in stored and "memo" not in stored
    citizen.says("はい", expects="copies.done")
    assert (waiting(citizen), open_rooms(citizen)) == ([], [])


def test_a_denial_that_is_taken_back_brings_nothing_back(citizen: Conversation) -> None:
    citizen.says("住民票2通ください。それから意見を書きたい")
    citizen.says("意見はいりません", expects="dialogue.wish_dropped")
    assert citizen.last_inbound is not None
    with citizen.database.write() as session:
        forget_message(session, citizen.id, citizen.last_inbound.message_id)
    assert waiting(citizen) == []


def test_when_all_data_is_deleted_nothing_waits(citizen: Conversation) -> None:
    citizen.says("住民票がほしい、あと意見を書きたい")
    citizen.presses("my_data.delete")
    citizen.presses("はい", expects="my_data.deleted")
    assert citizen.tracker.wishes == ()
    citizen.says("こんにちは", expects="greeting.hello")
    assert "ご意見" not in citizen.labels


def test_a_button_of_an_offer_that_is_over_says_so(citizen: Conversation) -> None:
    citizen.sends_postback("dialogue.next", expects="dialogue.expired")
    citizen.sends_postback("dialogue.drop", expects="dialogue.expired")
