"""The city's banner in LINE: once, before the next answer, in the same reply, and never before what saves a life."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import utc_now
from bot.messages import Text
from bot.services.city_settings.live import LiveCity
from tests.admin.settings.banner import FLOOD, put_banner
from tests.dialogue.conversation import SILENCE, Conversation

TITLE = "【緊急のお知らせ】"


def show(conversation: Conversation, texts: dict[str, str] | None, **more: object) -> None:
    cities = conversation.engine.house.cities
    assert isinstance(cities, LiveCity)
    put_banner(conversation.database, cities, texts, **more)


def is_told(messages: tuple[object, ...]) -> bool:
    first = messages[0]
    has_it = isinstance(first, Text) and first.text.startswith(TITLE)
    assert not any(isinstance(one, Text) and TITLE in one.text for one in messages[1:])
    return has_it


def test_it_is_said_once_and_each_version_anew(conversation: Conversation) -> None:
    assert not is_told(conversation.says("こんにちは"))
    show(conversation, FLOOD, url="https://www.city.midorino.example/flood")
    answer = conversation.says("こんにちは")
    assert answer[0] == Text(f"{TITLE}\n{FLOOD['ja']}\nhttps://www.city.midorino.example/flood")
    assert len(answer) >= 2
    assert not is_told(conversation.says("ありがとう"))
    conversation.restarts()
    assert not is_told(conversation.says("こんにちは"))
    show(conversation, {"ja": "水は引きました。"})
    assert is_told(conversation.says("こんにちは"))
    assert not is_told(conversation.says("こんにちは"))
    show(conversation, None)
    assert not is_told(conversation.says("こんにちは"))


@pytest.mark.parametrize("words", ["たすけて、火事です", "もう死にたい", "胸が痛い", "川が増水して家に水が入ってきた"])
def test_nothing_is_said_before_an_emergency_answer(conversation: Conversation, words: str) -> None:
    show(conversation, FLOOD)
    answer = conversation.says(words)
    assert "119" in str(answer) or "0120-279-338" in str(answer)
    assert not is_told(answer)
    assert not is_told(conversation.says("ありがとう"))  # they are still looked after: nothing comes before that either
    assert is_told(conversation.says("大型ごみの料金"))


def test_a_silent_program_says_nothing(conversation: Conversation) -> None:
    conversation.says("職員と話す")
    show(conversation, FLOOD)
    conversation.says("まだですか", expects=SILENCE)
    assert is_told(conversation.presses("operator.leave"))


def test_it_is_over_when_its_time_is(conversation: Conversation) -> None:
    show(conversation, FLOOD, until=(utc_now() - timedelta(seconds=1)).isoformat())
    assert not is_told(conversation.says("こんにちは"))


def test_a_language_without_a_text_of_its_own_gets_two(conversation: Conversation) -> None:
    conversation.says("Tiếng Việt")
    show(conversation, FLOOD)
    first = conversation.says("Xin chào")[0]
    assert isinstance(first, Text)
    assert first.text == f"【Thông báo khẩn】\n{FLOOD['ja']}\n{FLOOD['en']}"
