"""What LINE posts: once, twice, several at a time, odd, unsigned, in standby, from groups."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow
from bot.simulator.line import SimulatedLine
from bot.simulator.records import Via
from bot.simulator.webhooks import sign
from tests.line_rules import SHARED
from tests.scenarios.office import Citizen, Office

OFFICIAL_EVENTS = SHARED / "data/line_webhooks/python/tests/text/webhook.json"
GREETING = "こんにちは"
GROUP = "C" + "4" * 32


def test_a_redelivered_event_is_answered_once(citizen: Citizen, line: SimulatedLine) -> None:
    delivery = citizen.says(GREETING)
    assert len(citizen.hears()) == 1
    line.redeliver(delivery)
    line.redeliver(delivery)
    assert (delivery.status, delivery.attempts) == (200, 3)
    assert citizen.hears() == []
    assert len(citizen.office.rows(InboxRow)) == 1


def test_an_event_that_came_only_on_redelivery_is_answered_with_its_own_token(
    citizen: Citizen, line: SimulatedLine
) -> None:
    address = line.webhook_url
    line.webhook_url = address.replace("/line/webhook", "/nowhere")
    delivery = citizen.says(GREETING)
    assert (delivery.status, citizen.hears()) == (404, [])
    line.webhook_url = address
    line.redeliver(delivery)
    (sent,) = citizen.hears()
    assert (delivery.status, sent.via) == (200, Via.REPLY)


def test_neighbours_of_an_odd_event_are_answered(office: Office, line: SimulatedLine) -> None:
    first, second = Citizen(office), Citizen(office)
    odd: dict[str, Any] = {"type": "message", "message": {"type": "hologram"}, "source": {"type": "user"}}
    events = [line.build_text_event(first.id, GREETING), odd, line.build_text_event(second.id, GREETING)]
    delivery = line.deliver(events)
    assert delivery.status == 200
    assert [len(citizen.hears()) for citizen in (first, second)] == [1, 1]
    assert sorted(office.statuses()) == [("other", "ignored"), ("text", "done"), ("text", "done")]


def test_the_connection_check_is_answered(office: Office, line: SimulatedLine) -> None:
    assert line.test_webhook() == (200, "")
    assert office.rows(InboxRow) == []


def test_a_bad_signature_is_refused_and_nothing_is_stored(citizen: Citizen) -> None:
    body = json.dumps({"destination": "U0", "events": [citizen.line.build_text_event(citizen.id, GREETING)]}).encode()
    for signature in ("", "AAAA", "é", sign("another secret", body)):
        assert citizen.office.post(body, signature) == 400
    assert citizen.office.post(body + b" ", sign(citizen.line.channel_secret, body)) == 400
    assert citizen.hears() == []
    assert citizen.office.rows(InboxRow) == citizen.office.rows(Conversation) == []


def test_standby_is_silence(citizen: Citizen, line: SimulatedLine) -> None:
    line.mode = "standby"
    assert citizen.says(GREETING).status == 200
    assert (citizen.hears(), citizen.office.statuses()) == ([], [("text", "ignored")])
    line.mode = "active"
    citizen.says(GREETING)
    assert len(citizen.hears()) == 1


def test_groups_are_not_answered(office: Office, line: SimulatedLine) -> None:
    member = Citizen(office)
    message = {"id": "1", "type": "text", "text": GREETING}
    joined, said, left = (line.build_event(kind, GROUP) for kind in ("join", "message", "leave"))
    for event in (joined, {**said, "message": message}, left):
        event["source"] = {"type": "group", "groupId": GROUP, "userId": member.id}
        assert line.deliver([event]).status == 200
    office.settle()
    assert {status for _, status in office.statuses()} == {"ignored"}
    assert (line.sent_to(GROUP), line.sent_to(member.id), list(line.requests)) == ([], [], [])


def test_the_events_of_the_official_sdk_are_all_taken(office: Office, line: SimulatedLine) -> None:
    if not OFFICIAL_EVENTS.exists():
        pytest.skip("the official SDK's events are not beside the repository")
    events = json.loads(OFFICIAL_EVENTS.read_text("utf-8"))["events"]
    assert len(events) > 20
    for number, event in enumerate(events):
        assert line.deliver([{**event, "webhookEventId": f"01OFFICIAL{number:016}"}]).status == 200
    assert line.deliver([{**event, "webhookEventId": f"01TOGETHER{n:016}"} for n, event in enumerate(events)]).accepted
    office.settle()
    assert len(office.rows(InboxRow)) == 2 * len(events)
    assert {status for _, status in office.statuses()} == {"done", "ignored"}
    kinds = {kind for kind, status in office.statuses() if status == "done"}
    assert kinds == {"text", "file", "location", "sticker", "image", "follow", "unfollow", "postback", "account_link"}
