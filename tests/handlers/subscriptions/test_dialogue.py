"""Choosing in conversation: what one says and gets, and what is found by it afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from bot.clock import utc_now
from bot.messages import Card
from bot.services.segments import parse, select_recipients
from tests.dialogue.conversation import Conversation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def facts(citizen: Conversation) -> dict[str, str]:
    return {name: value for message in citizen.last if isinstance(message, Card) for name, value in message.facts}


def is_found(citizen: Conversation, rule: Any, *, is_urgent: bool = False) -> bool:
    with citizen.database.read() as session:
        return bool(session.scalars(select_recipients(parse(rule), utc_now(), is_urgent=is_urgent)).all())


def test_the_menu_shows_what_holds_and_a_topic_is_one_tap(conversation: Conversation) -> None:
    conversation.presses("subscriptions.start", expects="subscriptions.now")
    assert facts(conversation) == {"分野": "防災", "地区": "市内全域", "届かない時間": "午後9時〜午前7時"}
    conversation.presses("ごみの日を受け取る", expects="subscriptions.added")
    assert facts(conversation)["分野"] == "防災、ごみの日"
    assert is_found(conversation, {"topic": "waste"})
    conversation.presses("防災を止める", expects="subscriptions.dropped")
    assert not is_found(conversation, {"topic": "disaster"})


def test_a_wish_puts_its_topic_first(conversation: Conversation) -> None:
    conversation.says("ごみの日のお知らせを受け取りたい", expects="subscriptions.now")
    assert conversation.labels[3] == "ごみの日を受け取る"


def test_an_area_by_its_name_a_button_and_a_place(conversation: Conversation) -> None:
    conversation.says("受信設定")
    conversation.presses("地区を選ぶ", expects="subscriptions.ask_area")
    conversation.says("えっと、わかりません", expects="subscriptions.ask_area_again")
    conversation.says("東町です", expects="subscriptions.area_added")
    assert (facts(conversation)["地区"], is_found(conversation, {"area": ["higashi"]})) == ("東町", True)
    conversation.presses("subscriptions.area", expects="subscriptions.ask_area")
    conversation.presses("中央地区", expects="subscriptions.or_town")
    assert is_found(conversation, {"all": [{"area": ["chuo-1"]}, {"area": ["chuo-2"]}]})
    conversation.presses("中央一丁目", expects="subscriptions.area_added")
    assert facts(conversation)["地区"] == "東町、中央一丁目"
    assert not is_found(conversation, {"area": ["chuo-2"]})
    conversation.presses("中央一丁目を外す", expects="subscriptions.area_left")
    assert facts(conversation)["地区"] == "東町"


def test_stopped_in_one_word_and_back(conversation: Conversation) -> None:
    conversation.presses("subscriptions.topic?id=waste&wanted=yes")
    conversation.says("配信停止", expects="subscriptions.stopped")
    assert not is_found(conversation, {"everyone": True})
    assert is_found(conversation, {"everyone": True}, is_urgent=True)
    conversation.says("受信設定", expects="subscriptions.is_stopped")
    conversation.presses("再開する", expects="subscriptions.resumed")
    assert is_found(conversation, {"all": [{"topic": "waste"}, {"topic": "disaster"}]})
    conversation.says("unsubscribe", expects="subscriptions.stopped")
    conversation.presses("防災だけ受け取る", expects="subscriptions.standing_left")
    assert is_found(conversation, {"all": [{"topic": "disaster"}, {"not": {"topic": "waste"}}]})


def test_who_wants_one_thing_again_after_stopping_gets_it_alone(conversation: Conversation) -> None:
    conversation.presses("subscriptions.topic?id=waste&wanted=yes")
    conversation.says("配信停止")
    conversation.presses("subscriptions.topic?id=health&wanted=yes", expects="subscriptions.added")
    assert facts(conversation)["分野"] == "防災、健康"


def test_cancel_keeps_its_meaning(conversation: Conversation) -> None:
    conversation.says("受信設定")
    conversation.presses("地区を選ぶ", expects="subscriptions.ask_area")
    conversation.says("やめる", expects="dialogue.cancelled")
    assert is_found(conversation, {"topic": "disaster"})
    conversation.says("やめる", expects="dialogue.nothing_open")
    conversation.presses("配信を止める", expects="subscriptions.stopped")


def test_stopping_in_the_middle_of_another_form(conversation: Conversation) -> None:
    conversation.says("出前講座を頼みたい", expects="outreach.ask_topic")
    conversation.says("配信停止", expects="subscriptions.stopped")
    assert not is_found(conversation, {"topic": "disaster"})


@pytest.mark.parametrize(
    "action",
    ["topic?id=nothing&wanted=yes", "topic", "add?area=nowhere", "leave?area=", "add"],
)
def test_a_button_of_another_day_is_told_so(conversation: Conversation, action: str) -> None:
    conversation.presses(f"subscriptions.{action}", expects="dialogue.expired")
