"""What LINE's webhook events become."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.line.reader import UnreadableBody, read_webhook
from bot.messages import Channel, Inbound, InboundKind, Location
from tests.channels.line.conftest import CITIZEN
from tests.channels.line.events import NOW_MS, body, event, text_event
from tests.line_rules import SHARED

NOW = datetime.fromtimestamp(NOW_MS / 1000 + 5, UTC)


def read_one(one: Any) -> Inbound:
    (inbound,) = read_webhook(body(one), NOW)
    return inbound


def message(**fields: Any) -> Inbound:
    return read_one(event("message", message={"id": "42", **fields}))


def test_a_text_is_read_whole() -> None:
    inbound = read_one(text_event(text="住民票を2通\n\u200bほしい\x00"))
    assert inbound == Inbound(
        channel=Channel.LINE,
        event_id="01HX0000000000000000000001",
        address=CITIZEN,
        kind=InboundKind.TEXT,
        occurred_at=datetime.fromtimestamp(NOW_MS / 1000, UTC),
        text="住民票を2通\nほしい",
        message_id="325708",
        reply_token="nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
    )


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type": "sticker", "packageId": "1", "stickerId": "2"}, InboundKind.STICKER),
        ({"type": "image", "contentProvider": {"type": "line"}}, InboundKind.IMAGE),
        ({"type": "video"}, InboundKind.FILE),
        ({"type": "audio"}, InboundKind.FILE),
        ({"type": "file", "fileName": "x.pdf"}, InboundKind.FILE),
        ({"type": "hologram"}, InboundKind.OTHER),
        ({"type": ["text"]}, InboundKind.OTHER),
        ({"type": "text", "text": 5}, InboundKind.OTHER),
        ({"type": "text"}, InboundKind.OTHER),
        ({"type": "location", "latitude": "36", "longitude": 138}, InboundKind.OTHER),
        ({"type": "location", "latitude": 91, "longitude": 138}, InboundKind.OTHER),
        ({"type": "location", "latitude": True, "longitude": 138}, InboundKind.OTHER),
        ({"type": "location", "latitude": float("nan"), "longitude": 138}, InboundKind.OTHER),
    ],
)
def test_message_kinds(fields: dict[str, Any], kind: InboundKind) -> None:
    assert message(**fields).kind is kind


def test_a_location() -> None:
    inbound = message(type="location", latitude=36.65, longitude=138, title="長野駅", address=None)
    assert inbound.location == Location(36.65, 138.0, "長野駅", "")


def test_a_message_sticker_keeps_its_words() -> None:
    assert message(type="sticker", text="ありがとう").text == "ありがとう"


def test_a_postback_with_what_a_date_picker_adds() -> None:
    inbound = read_one(event("postback", postback={"data": "a.b?c=1", "params": {"date": "2026-01-01", "odd": 5}}))
    assert (inbound.kind, inbound.postback, inbound.params) == (InboundKind.POSTBACK, "a.b?c=1", {"date": "2026-01-01"})


@pytest.mark.parametrize("postback", [{}, {"data": 1}, {"data": "x" * 301}, None, []])
def test_an_odd_postback_is_no_postback(postback: Any) -> None:
    assert read_one(event("postback", postback=postback)).kind is InboundKind.OTHER


def test_follow_tells_a_new_friend_from_one_who_came_back() -> None:
    assert read_one(event("follow", follow={"isUnblocked": True})).is_unblocked
    assert not read_one(event("follow", follow={"isUnblocked": False})).is_unblocked
    assert read_one(event("follow")).kind is InboundKind.FOLLOW  # older events have no `follow`


def test_unfollow_unsend_and_account_link() -> None:
    assert read_one(event("unfollow")).kind is InboundKind.UNFOLLOW
    unsend = read_one(event("unsend", unsend={"messageId": "325708"}))
    assert (unsend.kind, unsend.message_id) == (InboundKind.UNSEND, "325708")
    link = read_one(event("accountLink", link={"result": "ok", "nonce": "Vb771w"}))
    assert (link.kind, link.params) == (InboundKind.ACCOUNT_LINK, {"result": "ok", "nonce": "Vb771w"})


def test_standby_asks_for_silence() -> None:
    assert read_one(text_event(mode="standby")).silent
    assert not read_one(text_event()).silent


def test_redelivery_is_noted() -> None:
    assert read_one(text_event(deliveryContext={"isRedelivery": True})).redelivered
    assert not read_one(text_event(deliveryContext={"isRedelivery": "yes"})).redelivered


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ({"type": "group", "groupId": "C" + "1" * 32, "userId": CITIZEN}, CITIZEN),
        ({"type": "group", "groupId": "C" + "1" * 32}, "C" + "1" * 32),
        ({"type": "room", "roomId": "R" + "1" * 32}, "R" + "1" * 32),
        ({"type": "user"}, ""),
        ({"type": "user", "userId": 7}, ""),
        (None, ""),
        ("user", ""),
    ],
)
def test_only_a_citizen_alone_with_the_bot_is_answered(source: Any, address: str) -> None:
    inbound = read_one(text_event(source=source))
    assert (inbound.kind, inbound.address, inbound.text) == (InboundKind.OTHER, address, "")


@pytest.mark.parametrize(
    "timestamp",
    [None, "1760000000000", True, -1, 0, 10**19, float("inf"), float("nan"), NOW_MS + 86_400_000, [], -(10**19)],
)
def test_a_time_that_cannot_be_true_becomes_now(timestamp: Any) -> None:
    assert read_one(text_event(timestamp=timestamp)).occurred_at == NOW


def test_a_clock_slightly_ahead_is_believed() -> None:
    ahead = read_one(text_event(timestamp=NOW_MS + 60_000)).occurred_at
    assert ahead == datetime.fromtimestamp(NOW_MS / 1000, UTC) + timedelta(minutes=1)


@pytest.mark.parametrize("bad", [None, 5, "x", [], {}, {"type": "message"}, {"webhookEventId": 9}, [[{}]]])
def test_a_bad_event_is_kept_beside_its_neighbours(bad: Any) -> None:
    first, middle, last = read_webhook(body(text_event("a1"), bad, text_event("a2")), NOW)
    assert (first.event_id, last.event_id) == ("a1", "a2")
    assert middle.kind is InboundKind.OTHER
    assert middle.event_id == read_one(bad).event_id  # made from the event itself, so that it is told again


@pytest.mark.parametrize("event_id", ["", "x" * 65, "日本", "a\x00b", "\ud800", 5, None])
def test_an_unusable_event_id_is_replaced_by_a_stable_one(event_id: Any) -> None:
    first = read_one(text_event(webhookEventId=event_id))
    again = read_one(text_event(webhookEventId=event_id, deliveryContext={"isRedelivery": True}))
    other = read_one(text_event(text="another", webhookEventId=event_id))
    assert first.event_id == again.event_id != other.event_id
    assert first.kind is InboundKind.TEXT


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"5",
        b"{}",
        b'{"events": {}}',
        b'{"events": null}',
        b"\xff\xfe",
        b"[" * 90_000,
    ],
)
def test_an_unreadable_body(raw: bytes) -> None:
    with pytest.raises(UnreadableBody):
        read_webhook(raw)


def test_no_events_is_lines_own_check() -> None:
    assert read_webhook(body()) == []


@pytest.mark.parametrize("depth", [500, 5_000, 300_000])
def test_bottomless_nesting_costs_nothing_else(depth: int) -> None:
    raw = body(text_event("a1"), "HERE", text_event("a2")).replace(b'"HERE"', b'{"x":' * depth + b'"]"' + b"}" * depth)
    assert [inbound.event_id for inbound in read_webhook(raw, NOW)][::2] == ["a1", "a2"]


def test_endless_numbers_and_broken_bytes_cost_nothing_else() -> None:
    raw = body(text_event("a1"), text_event("a2", timestamp=5), text_event("a3", text="HERE"))
    raw = raw.replace(b'"timestamp": 5', b'"timestamp": ' + b"9" * 6_000).replace(b"HERE", b"\xff\xfeX")
    first, second, third = read_webhook(raw, NOW)
    assert (first.text, second.occurred_at, third.text[-1:]) == ("こんにちは", NOW, "X")


def test_every_event_of_the_official_sdk_is_accepted() -> None:
    path = SHARED / "data/line_webhooks/python/tests/text/webhook.json"
    if not path.exists():
        pytest.skip("the official SDK's webhook events are not beside the repository")
    raw = path.read_bytes()
    inbounds = read_webhook(raw)
    assert len(inbounds) == len(json.loads(raw)["events"]) == 27
    assert Counter(inbound.kind for inbound in inbounds) == {
        InboundKind.TEXT: 2,
        InboundKind.IMAGE: 1,
        InboundKind.FILE: 3,
        InboundKind.LOCATION: 1,
        InboundKind.STICKER: 1,
        InboundKind.FOLLOW: 1,
        InboundKind.UNFOLLOW: 1,
        InboundKind.POSTBACK: 4,
        InboundKind.ACCOUNT_LINK: 1,
        InboundKind.OTHER: 12,
    }
    assert all(Inbound.from_json(inbound.to_json()) == inbound for inbound in inbounds)
