"""Somebody is registered by a name the citizen chose, chosen, left and forgotten."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.db import Database
from bot.services.personal_data import count_rows
from handlers.family.models import FamilyPerson
from handlers.family.service import MOST
from tests.dialogue.conversation import Conversation


def register(conversation: Conversation, nickname: str) -> None:
    conversation.presses("family.add", expects="family.ask_nickname")
    conversation.says(nickname, expects="family.register_title")
    conversation.presses("はい", expects="family.acting_now")


def names(conversation: Conversation) -> list[str]:
    return [person.nickname for person in conversation.rows(FamilyPerson)]


def test_one_sentence_and_a_yes_register_and_choose(conversation: Conversation) -> None:
    conversation.says("母の分で", expects="「母」を登録します")
    assert names(conversation) == []
    conversation.presses("はい", expects="これからは「母」の分")
    assert (names(conversation), conversation.tracker.acting_for) == (["母"], "母")


def test_without_a_relative_the_name_is_asked(conversation: Conversation) -> None:
    conversation.says("家族を登録したい", expects="family.ask_nickname")
    conversation.says("上のちび", expects="「上のちび」を登録します")
    conversation.presses("はい", expects="family.acting_now")
    assert names(conversation) == ["上のちび"]


def test_a_registered_one_is_chosen_by_name_or_button(conversation: Conversation) -> None:
    register(conversation, "ばあば")
    register(conversation, "太郎")
    conversation.says("ばあばの分に切り替えて", expects="「ばあば」の分")
    conversation.says("登録した人の一覧", expects="太郎の分")
    conversation.presses("この方の分にする", expects="「ばあば」の分")  # the first of them
    assert len(names(conversation)) == 2


@pytest.mark.parametrize("words", ["自分に戻る", "Back to myself", "回到自己", "나로 돌아가기", "trở về bản thân"])
def test_one_word_leads_back_to_oneself(conversation: Conversation, words: str) -> None:
    register(conversation, "母")
    conversation.says(words, expects="family.for_yourself")
    assert (conversation.tracker.acting_for, conversation.tracker.acting_for_id) == ("", 0)
    conversation.says(words, expects="family.for_yourself")


def test_the_same_name_is_one_person(conversation: Conversation) -> None:
    register(conversation, "Mum")
    register(conversation, "mum")
    assert names(conversation) == ["Mum"]


def test_a_name_is_short(conversation: Conversation) -> None:
    conversation.presses("family.add")
    conversation.says("とても" * 10, expects="dialogue.too_long")
    conversation.says("ひとつめ\nふたつめ", expects="dialogue.too_long")
    assert names(conversation) == []


def test_there_are_as_many_as_can_be_shown(conversation: Conversation) -> None:
    for number in range(MOST):
        register(conversation, f"子{number}")
    conversation.presses("family.add")
    conversation.says("もう一人")
    conversation.presses("はい", expects="family.too_many")
    assert len(names(conversation)) == MOST


def test_removing_the_chosen_one_leads_back_to_oneself(conversation: Conversation) -> None:
    register(conversation, "母")
    (person,) = conversation.rows(FamilyPerson)
    conversation.presses(f"family.remove?person={person.id}", expects="family.removed")
    assert (names(conversation), conversation.tracker.acting_for) == ([], "")
    conversation.presses(f"family.choose?person={person.id}", expects="dialogue.expired")


@pytest.mark.parametrize("number", ["", "x", "-1", "99999999999", "1"])
def test_nobody_elses_person_can_be_chosen_or_removed(
    conversation: Conversation, evening: Conversation, number: str
) -> None:
    register(evening, "母")
    for action in ("choose", "remove"):
        conversation.presses(f"family.{action}?person={number}", expects="dialogue.expired")
    assert names(evening) == ["母"]
    assert conversation.tracker.acting_for == ""


def test_no_registers_no(conversation: Conversation) -> None:
    conversation.says("父の分で", expects="family.register_title")
    conversation.says("やめる", expects="dialogue.cancelled")
    assert names(conversation) == []


def test_names_are_ciphertext_and_go_with_ones_data(conversation: Conversation, database: Database) -> None:
    register(conversation, "ひみつの呼び名")
    with database.read() as session:
        (stored,) = session.execute(text("SELECT nickname FROM family_person")).scalars()
        assert "ひみつ".encode() not in bytes(stored)
        assert count_rows(session, conversation.id)["family_person"] == 1
    conversation.presses("my_data.delete", expects="my_data.delete_means")
    conversation.presses("はい", expects="my_data.deleted")
    assert names(conversation) == []
    assert conversation.tracker.acting_for == ""
