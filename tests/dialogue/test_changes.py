"""What is changed in the middle of a service, whatever is asked at that moment."""

from __future__ import annotations

import pytest

from tests.dialogue import services
from tests.dialogue.conversation import Conversation


def slots(citizen: Conversation) -> dict[str, object]:
    assert citizen.tracker.active is not None
    return dict(citizen.tracker.active.slots)


@pytest.fixture
def at_summary(citizen: Conversation) -> Conversation:
    citizen.says("住民票を2通ほしい", expects="住民票を2通です。")
    return citizen


@pytest.mark.parametrize(
    ("said", "summary"),
    [
        ("やっぱり3通で", "住民票を3通です。"),
        ("3通", "住民票を3通です。"),
        ("いいえ、3通です", "住民票を3通です。"),
        ("さっきの通数、3にして", "住民票を3通です。"),
        ("枚数を5に変えて", "住民票を5通です。"),
        ("2通じゃなくて3通でお願いします", "住民票を3通です。"),
        ("課税証明書に変えて", "課税証明書を2通です。"),
        ("住民票じゃなくて課税証明書", "課税証明書を2通です。"),
        ("やっぱり課税証明書3通にしてください", "課税証明書を3通です。"),
        ("すみません。やっぱり課税証明書3通にしてください", "課税証明書を3通です。"),
        ("種類は課税証明書に変更できますか", "課税証明書を2通です。"),
        ("actually 3通", "住民票を3通です。"),
        ("make it 3", "住民票を3通です。"),
        ("3に変えて", "住民票を3通です。"),
        ("3", "住民票を3通です。"),
    ],
)
def test_the_summary_comes_again_with_the_new_value(at_summary: Conversation, said: str, summary: str) -> None:
    at_summary.says(said, expects=summary)
    assert "に変えました。" in str(at_summary.last[0])
    at_summary.says("はい", expects="copies.done")


@pytest.mark.parametrize(
    "said",
    [
        "住民票の手数料はいくらですか",
        "課税証明書はいつ届きますか",
        "3通だといくらですか",
        "通数の変更はいつまでできますか",
    ],
)
def test_a_question_changes_nothing(at_summary: Conversation, said: str) -> None:
    before = slots(at_summary)
    at_summary.says(said, expects="dialogue.is_that_right")
    assert slots(at_summary) == before


def test_what_was_filled_is_changed_while_another_slot_is_asked_for(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい")
    citizen.says("住民票", expects="copies.ask_number")
    citizen.says("やっぱり課税証明書で", expects="種類を「課税証明書」に変えました。")
    assert "何通ですか。" in str(citizen.last[-1])
    citizen.says("2", expects="課税証明書を2通です。")


def test_a_value_that_can_be_no_answer_is_a_change(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい")
    citizen.says("住民票", expects="copies.ask_number")
    citizen.says("課税証明書", expects="種類を「課税証明書」に変えました。")


@pytest.mark.parametrize("said", ["通数を変えたい", "枚数まちがえた", "部数を直したいです"])
def test_a_slot_that_is_named_is_asked_for_again(at_summary: Conversation, said: str) -> None:
    at_summary.says(said, expects="copies.ask_number")
    at_summary.says("3", expects="住民票を3通です。")


@pytest.mark.parametrize("said", ["間違えた", "変えたい", "やっぱり直したいです", "I made a mistake"])
def test_where_it_is_unclear_it_asks_which(at_summary: Conversation, said: str) -> None:
    at_summary.says(said, expects="dialogue.which_to_change")
    at_summary.presses("通数", expects="copies.ask_number")
    at_summary.says("3", expects="住民票を3通です。")


def test_the_slot_that_is_asked_for_takes_what_sounds_like_a_change(citizen: Conversation) -> None:
    citizen.says("住民票がほしい", expects="copies.ask_number")
    citizen.says("3通に変えてください", expects="住民票を3通です。")
    citizen.says("通数を変えたい", expects="copies.ask_number")
    citizen.says("通数は4に変更", expects="住民票を4通です。")


def test_with_one_slot_filled_it_is_that_one(citizen: Conversation) -> None:
    citizen.says("住民票がほしい", expects="copies.ask_number")
    citizen.says("間違えました", expects="copies.ask_kind")


def test_the_slot_can_be_typed_the_new_value_too(at_summary: Conversation) -> None:
    at_summary.presses("いいえ", expects="dialogue.which_to_change")
    at_summary.says("種類", expects="copies.ask_kind")
    at_summary.presses("課税証明書", expects="課税証明書を2通です。")
    at_summary.says("いいえ", expects="dialogue.which_to_change")
    at_summary.says("3通", expects="課税証明書を3通です。")


def test_from_what_to_change_back_leads_to_the_summary_and_no_leads_out(at_summary: Conversation) -> None:
    at_summary.presses("いいえ")
    at_summary.says("戻る", expects="住民票を2通です。")
    at_summary.presses("いいえ")
    at_summary.says("いいえ", expects="dialogue.cancelled")
    assert services.released == ["copies"]


def test_a_value_that_is_not_allowed_is_explained(at_summary: Conversation) -> None:
    at_summary.says("通数を20に変えて", expects="1から10までの数で書いてください。")
    assert slots(at_summary)["number"] == 2
    assert "この内容でよろしいですか。" in str(at_summary.last[-1])


def test_another_service_in_between_is_no_change(at_summary: Conversation) -> None:
    at_summary.says("言語を英語に変えて", expects="language.changed")
    assert slots(at_summary) == {"kind": "resident", "number": 2}


def test_free_words_are_no_change(citizen: Conversation) -> None:
    citizen.says("意見があります")
    citizen.says("やっぱり意見を変えたい", expects="「やっぱり意見を変えたい」")


def test_an_old_button_of_a_slot_is_harmless(at_summary: Conversation) -> None:
    at_summary.sends_postback("copies.change?slot=nothing", expects="dialogue.expired")
    at_summary.says("はい", expects="copies.done")
    at_summary.sends_postback("copies.change?slot=number", expects="dialogue.expired")


def test_what_is_said_with_an_answer_fills_other_slots(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい", expects="copies.ask_kind")
    citizen.says("住民票を3通", expects="住民票を3通です。")


def test_a_change_while_a_wish_waits_keeps_it(citizen: Conversation) -> None:
    citizen.says("住民票2通ください。それから意見を書きたい", expects="住民票を2通です。")
    citizen.says("やっぱり3通で", expects="住民票を3通です。")
    citizen.says("はい", expects="memo.ask_words")
