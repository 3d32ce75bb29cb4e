"""Webhooks as LINE sends them: shape, signature, redelivery, batches."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from linebot.v3 import SignatureValidator, WebhookParser
from linebot.v3.messaging import ReplyMessageRequest, TextMessage
from linebot.v3.webhooks import FollowEvent, MessageEvent, PostbackEvent, UnsendEvent

from tests.simulator.conftest import Bot

OFFICIAL = Path(__file__).resolve().parents[2] / "../shared/data/line_webhooks/python/tests/text/webhook.json"


@pytest.fixture
def citizen(line: Any) -> str:
    return str(line.add_citizen("花子").user_id)


def events_of(bot: Bot, secret: str) -> list[dict[str, Any]]:
    """All events received, each body's signature checked by the official validator."""
    validator = SignatureValidator(secret)
    for body, signature in bot.received:
        assert validator.validate(body.decode(), signature)
    return [event for body, _ in bot.received for event in json.loads(body)["events"]]


def test_everything_a_citizen_does_is_signed_and_read_by_the_official_parser(line: Any, bot: Bot, citizen: str) -> None:
    line.follow(citizen)
    line.send_text(citizen, "住民票がほしい")
    line.send_postback(citizen, "faq.show?id=1", {"date": "2026-12-01"})
    line.send_sticker(citizen)
    line.send_image(citizen, b"\xff\xd8 picture")
    line.send_file(citizen, "a.pdf", b"%PDF")
    line.send_location(citizen, 36.65, 138.19, "市役所", "緑町1613")
    message_id = line.send_text(citizen, "やっぱりいい").message_id
    line.unsend(citizen, message_id)
    line.account_link(citizen, "nonce")
    line.unfollow(citizen)
    events = events_of(bot, line.channel_secret)
    assert [event["type"] for event in events] == [
        *("follow", "message", "postback", "message", "message", "message", "message", "message"),
        *("unsend", "accountLink", "unfollow"),
    ]
    parser = WebhookParser(line.channel_secret)
    parsed = [event for body, signature in bot.received for event in parser.parse(body.decode(), signature)]
    kinds = {type(event) for event in parsed}
    assert {FollowEvent, MessageEvent, PostbackEvent, UnsendEvent} <= kinds
    assert events[1]["message"]["text"] == "住民票がほしい"
    assert events[2]["postback"] == {"data": "faq.show?id=1", "params": {"date": "2026-12-01"}}
    assert events[8]["unsend"] == {"messageId": message_id}
    assert events[0]["follow"] == {"isUnblocked": False}


def test_an_event_has_the_fields_of_the_specification(line: Any, bot: Bot, citizen: str) -> None:
    line.send_text(citizen, "こんにちは")
    body, _ = bot.received[0]
    assert re.fullmatch(r"U[0-9a-f]{32}", json.loads(body)["destination"])
    (event,) = events_of(bot, line.channel_secret)
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", event["webhookEventId"])
    assert event["timestamp"] == int(line.clock().timestamp() * 1000)
    assert event["source"] == {"type": "user", "userId": citizen}
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert event["mode"] == "active"
    assert event["message"]["id"].isdigit()


def test_what_cannot_be_answered_has_no_reply_token(line: Any, bot: Bot, citizen: str) -> None:
    line.unsend(citizen, line.send_text(citizen, "あ").message_id)
    line.unfollow(citizen)
    line.account_link(citizen, "nonce", result="failed")
    line.mode = "standby"
    line.send_text(citizen, "い")
    events = events_of(bot, line.channel_secret)
    assert ["replyToken" in event for event in events] == [True, False, False, False, False]
    assert events[-1]["mode"] == "standby"


def test_a_refused_webhook_comes_again_with_the_same_id(line: Any, bot: Bot, citizen: str) -> None:
    line.redelivery, line.redelivery_seconds = True, 0.05
    bot.answer = 500
    delivery = line.send_text(citizen, "届いて")
    assert (delivery.status, delivery.accepted) == (500, False)
    bot.wait_for(2)
    bot.answer = 200
    bot.wait_for(3)
    events = events_of(bot, line.channel_secret)
    assert len({event["webhookEventId"] for event in events}) == 1
    assert len({event["replyToken"] for event in events}) == 1
    assert [event["deliveryContext"]["isRedelivery"] for event in events[:3]] == [False, True, True]


def test_a_webhook_that_is_not_answered_in_time_comes_again(line: Any, bot: Bot, citizen: str) -> None:
    line.redelivery, line.redelivery_seconds, line.poster.timeout_seconds = True, 0.05, 0.3
    bot.answer = None
    delivery = line.send_text(citizen, "遅い")
    assert (delivery.status, delivery.failure) == (None, "request_timeout")
    bot.wait_for(2)


def test_without_redelivery_a_refused_webhook_is_lost(line: Any, bot: Bot, citizen: str) -> None:
    bot.answer = 500
    assert line.send_text(citizen, "届かない").attempts == 1
    line.redelivery = False
    bot.answer = 200
    line.send_text(citizen, "届く")
    texts = [event["message"]["text"] for event in events_of(bot, line.channel_secret)]
    assert texts == ["届かない", "届く"]


def test_a_bot_that_is_not_there(line: Any, citizen: str) -> None:
    line.webhook_url = "http://127.0.0.1:9/line/webhook"
    delivery = line.send_text(citizen, "いますか")
    assert (delivery.status, delivery.failure) == (None, "could_not_connect")


def test_several_events_in_one_body(line: Any, bot: Bot, citizen: str) -> None:
    events = [line.build_text_event(citizen, text) for text in ("一", "二", "三")]
    assert line.deliver(events).accepted
    assert len(bot.received) == 1
    assert [event["message"]["text"] for event in events_of(bot, line.channel_secret)] == ["一", "二", "三"]
    assert len(line.list_chat(citizen)) == 3


def test_a_read_message_and_one_taken_back(line: Any, bot: Bot, citizen: str) -> None:
    line.send_text(citizen, "読んで")
    bot.answer = 500
    message_id = line.send_image(citizen, b"\xff\xd8").message_id
    line.unsend(citizen, message_id)
    entries = line.list_chat(citizen)
    assert [(entry.read, entry.unsent) for entry in entries] == [(True, False), (False, True)]
    assert entries[1].to_json()["message"] == {}
    assert message_id not in line.content


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official SDK's webhook events are not beside the repository")
def test_the_official_events_can_be_delivered_as_they_are(line: Any, bot: Bot, api: Any) -> None:
    events = json.loads(OFFICIAL.read_text(encoding="utf-8"))["events"]
    assert len(events) > 20
    assert line.deliver(events).accepted
    assert events_of(bot, line.channel_secret) == events
    messages = [TextMessage(text="はい")]
    api.reply_message(ReplyMessageRequest(replyToken=events[0]["replyToken"], messages=messages))
