"""What is denied does not begin, and does not end what is open."""

from __future__ import annotations

import pytest

from tests.dialogue import services
from tests.dialogue.conversation import Conversation


def open_rooms(citizen: Conversation) -> list[str]:
    return [frame.handler for frame in citizen.tracker.frames]


@pytest.mark.parametrize("said", ["住民票はいらない", "意見はいりません", "写しはいりません", "職員とは話しません"])
def test_nothing_begins_when_it_is_only_denied(citizen: Conversation, said: str) -> None:
    citizen.says(said, expects="dialogue.not_wanted")
    assert citizen.labels == ["できること"]
    assert (open_rooms(citizen), citizen.tracker.operator_has_it) == ([], False)


@pytest.mark.parametrize(
    ("said", "expects"),
    [
        ("意見じゃなくて住民票がほしい", "copies.ask_number"),
        ("住民票じゃなくて意見を書きたい", "memo.ask_words"),
        ("英語じゃなくて中国語で", "今后将用中文回答。"),
        ("住民票はいりません。意見を書きたい", "memo.ask_words"),
        ("職員はいらない、意見を書きたい", "memo.ask_words"),
    ],
)
def test_what_is_meant_instead_begins(citizen: Conversation, said: str, expects: str) -> None:
    citizen.says(said, expects=expects)


@pytest.mark.parametrize("said", ["キャンセルしないで", "まだやめない", "やめないでください"])
def test_not_to_cancel_goes_on(citizen: Conversation, said: str) -> None:
    citizen.says("住民票を2通ほしい", expects="dialogue.is_that_right")
    citizen.says(said, expects="dialogue.kept")
    assert "住民票を2通です。" in str(citizen.last)
    assert open_rooms(citizen) == ["copies"]


def test_not_to_cancel_with_nothing_open_says_so(citizen: Conversation) -> None:
    citizen.says("キャンセルしないで", expects="dialogue.nothing_open")


def test_the_open_service_is_left_when_it_is_denied(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい", expects="copies.ask_kind")
    citizen.says("写しはやっぱりいりません", expects="dialogue.cancelled")
    assert services.released == ["copies"]


def test_another_thing_that_is_denied_leaves_the_open_service(citizen: Conversation) -> None:
    citizen.says("写しを申し込みたい")
    citizen.says("課税証明書", expects="copies.ask_number")
    citizen.says("住民票はいらない", expects="copies.ask_number_again")
    assert open_rooms(citizen) == ["copies"]


def test_a_no_to_a_yes_or_no_question(citizen: Conversation) -> None:
    citizen.says("住民票を2通ほしい", expects="dialogue.is_that_right")
    citizen.says("住民票はいらない", expects="dialogue.which_to_change")


def test_a_denial_is_taken_as_it_is_where_free_words_are_asked_for(citizen: Conversation) -> None:
    citizen.says("意見があります")
    citizen.says("住民票はいらない", expects="「住民票はいらない」")


@pytest.mark.parametrize("said", ["住民票が届かない", "予約ができない", "やり方がわからない", "いらないものを捨てたい"])
def test_what_only_looks_like_a_denial_is_none(citizen: Conversation, said: str) -> None:
    citizen.says(said)
    assert "わかりました" not in str(citizen.last)


def test_danger_is_never_denied_away(citizen: Conversation) -> None:
    citizen.says("火事じゃなくて救急です、家族が倒れました、助けて", expects="119")


def test_a_question_names_what_is_meant_instead(citizen: Conversation) -> None:
    citizen.says("猫じゃなくて犬の登録", expects="30日以内に登録してください。")
