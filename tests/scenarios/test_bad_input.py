"""Odd, broken and endless input, signed or from the web: nothing falls over, nobody's message is lost."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from bot.channels.terminal import TerminalChat
from bot.models.inbox import InboxRow
from bot.models.outbox import OutboxRow
from bot.models.tracker_event import TrackerEventRow
from bot.simulator.line import SimulatedLine
from bot.simulator.webhooks import sign
from nlu.normalize import clean
from tests.channels.line.conftest import CITIZEN
from tests.channels.line.events import body, text_event
from tests.channels.line.malformed import make_bad_event, make_body
from tests.channels.web.conftest import Visitor
from tests.scenarios import odd_texts
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office, list_words

SEED = 20261122
ROUNDS = {"sqlite": 1_500, "postgresql": 300}
WORKED_ON = 200

ZERO_WIDTH, TAG, SURROGATE = "\u200b", "\U000e0041", "\ud83d"
ENDLESS = 300_000

Faq = dict[str, dict[str, str]]


@pytest.mark.timeout(240)
def test_malformed_bodies_lose_no_neighbour(open_office: OpenOffice, line: SimulatedLine) -> None:
    office = open_office(has_worker=False)
    rng = random.Random(SEED)
    expected: set[str] = set()
    statuses = []
    for number in range(ROUNDS[office.counter.database.dialect]):
        neighbours = [text_event(f"01GOOD{number:010}{side}") for side in (1, 2)]
        sent, is_whole = make_odd_body(rng, neighbours, number)
        statuses.append(office.post(sent, sign(line.channel_secret, sent)))
        if is_whole:
            assert statuses[-1] == 200
            expected |= {event["webhookEventId"] for event in neighbours}
    assert set(statuses) <= {200, 400}
    assert len(expected) > len(statuses)  # most bodies are whole, and each has two neighbours
    stored = office.rows(InboxRow)
    assert expected <= {row.event_id for row in stored}
    assert len(stored) > 1.5 * len(statuses)


def make_odd_body(rng: random.Random, neighbours: list[dict[str, Any]], number: int) -> tuple[bytes, bool]:
    """A bad event, with an id of its own where it has one, between two good ones; or a body that is broken itself."""
    if rng.random() < 0.2:
        return make_body(rng, (neighbours[0], neighbours[1]))
    return body(neighbours[0], make_own(make_bad_event(rng), number), neighbours[1]), True


def make_own(event: Any, number: int) -> Any:
    if isinstance(event, dict) and str(event.get("webhookEventId", "")).startswith("01HX"):
        event["webhookEventId"] = f"01BAD{number:021}"
    return event


def test_the_worker_bears_what_was_stored(office: Office, line: SimulatedLine) -> None:
    line.add_citizen(user_id=CITIZEN)
    rng = random.Random(SEED)
    events = [make_own(make_bad_event(rng), number) for number in range(WORKED_ON)]
    for start in range(0, WORKED_ON, 20):
        sent = body(*events[start : start + 20])
        assert office.post(sent, sign(line.channel_secret, sent)) == 200
    office.settle(60)
    statuses = [status for _, status in office.statuses()]
    assert set(statuses) == {"done", "ignored"}
    assert statuses.count("done") > WORKED_ON / 4
    assert {row.status for row in office.rows(OutboxRow)} <= {"sent", "dropped"}


def test_hidden_characters_change_nothing(office: Office, citizen: Citizen, faq: Faq) -> None:
    row = faq["residents-001"]
    middle = len(row["question"]) // 2
    noise = f"\udc00{ZERO_WIDTH}{TAG}\x00{SURROGATE}\u202e"
    text = f"{noise}{row['question'][:middle]}{ZERO_WIDTH}{TAG}{row['question'][middle:]}{noise}"
    assert citizen.says_escaped(text) == 200
    (sent,) = citizen.hears()
    assert list_words(sent.messages[0]["contents"])[:2] == [row["question"], row["answer"]]

    visitor = Visitor(office.port)
    visitor.get()
    assert visitor.say({"text": text}).status == 202
    asked, answered = visitor.listen().take(2)
    assert answered["messages"][0]["text"] == row["answer"]

    chat = TerminalChat(office.counter.database, office.counter.accept, office.settle, "ja")
    assert row["answer"].split("\n")[0] in chat.say(text)
    for stored in office.rows(InboxRow):
        assert not set(stored.inbound["text"]) & {ZERO_WIDTH, TAG, SURROGATE, "\udc00", "\x00", "\u202e"}
    assert ZERO_WIDTH not in asked["messages"][0]["text"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("piece", ["\u3042", SURROGATE, "\U0001f468\u200d", "e\u0301"])
def test_endless_text_is_answered(office: Office, citizen: Citizen, piece: str) -> None:
    text = piece * (ENDLESS // len(piece))
    citizen.says(text)
    (sent,) = citizen.hears()
    assert sent.messages

    visitor = Visitor(office.port)
    visitor.get()
    said = visitor.say(json.dumps({"text": text}).encode())
    if said.status == 400:  # nothing is left of it once it is cleaned
        assert set(text) == {SURROGATE}
    else:
        assert said.status == 202
        assert visitor.listen().take(2)[1]["who"] == "bot"
    assert max(len(row.inbound["text"]) for row in office.rows(InboxRow)) <= 10_000


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bodies_that_are_too_large_are_refused(office: Office, line: SimulatedLine) -> None:
    large = body(text_event(text="x" * 5_000_000))
    assert office.post(large, sign(line.channel_secret, large)) == 413
    visitor = Visitor(office.port)
    visitor.get()
    assert visitor.say({"text": "x" * 5_000_000}).status == 413
    assert office.rows(InboxRow) == []


MEANT_BY_NOBODY = ("affirm", "deny", "cancel", "back", "talk_to_staff", "change_language", "my_data", "emergency")


def check_nothing_was_injected(office: Office) -> None:
    """No injection is understood as an intent that does something, and none has begun a service or moved a citizen."""
    words = {clean(text) for text in odd_texts.INJECTIONS.values()}
    rows = office.rows(TrackerEventRow)
    injected = [row for row in rows if row.name == "user_uttered" and row.data["utterance"] in words]
    assert len(injected) == len(odd_texts.INJECTIONS)
    assert not [row for row in injected if row.data["intent"] in MEANT_BY_NOBODY]
    own = {row.conversation_id for row in injected}  # each text comes from a citizen of its own
    after = [row for row in rows if row.conversation_id in own]
    assert {row.data["handler"] for row in after if row.name == "handler_started"} <= {"faq", "greeting", "help"}
    assert not [row for row in after if row.name in ("handed_off", "slot_set")]


@pytest.mark.timeout(240)
def test_every_kind_of_odd_text_is_answered_in_line(office: Office) -> None:
    for kind, text in odd_texts.ALL.items():
        citizen = Citizen(office)
        assert citizen.says_escaped(text) == 200, kind
        (sent,) = citizen.hears()
        assert list_words(list(sent.messages)), kind
    check_nothing_was_injected(office)


@pytest.mark.timeout(240)
def test_every_kind_of_odd_text_is_answered_or_refused_on_the_web(office: Office) -> None:
    for kind, text in odd_texts.ALL.items():
        visitor = Visitor(office.port)
        visitor.get()
        said = visitor.say(json.dumps({"text": text}).encode())
        if not clean(text):
            assert (said.status, said.json()["error"]) == (400, "文が空です。質問を書いてから送ってください。"), kind
            continue
        assert said.status == 202, kind
        answered = visitor.listen().take(2)[1]
        assert (answered["who"], bool(answered["messages"])) == ("bot", True), kind
        page = visitor.get()
        assert page.status == 200, kind
        assert "<script>alert" not in page.text and "<img src=x" not in page.text
    check_nothing_was_injected(office)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_kind_of_odd_text_is_answered_or_refused_without_script(office: Office) -> None:
    for kind, text in odd_texts.ALL.items():
        visitor = Visitor(office.port)
        sent = text.encode("utf-8", "replace").decode()
        said = visitor.submit(visitor.get(), text=sent)
        assert said.status == (303 if clean(sent) else 400), kind
        page = visitor.get()
        assert page.text.count('class="entry entry-bot"') == bool(clean(sent)), kind
        assert "<script>alert" not in page.text and "<img src=x" not in page.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "sent",
    [b"", b"\0" * 1000, b"\xff\xfe", b"null", b"[]", b'"text"', b'{"text": 1}', b'{"text": ["a"]}', b'{"text": null}',
     b'{"text": "\xff"}', b'{"postback": "\\u0000"}', b'{"text": "a", "postback": "b"}', b"{" * 100_000],
)  # fmt: skip
def test_a_body_that_is_none_is_refused_in_words(office: Office, line: SimulatedLine, sent: bytes) -> None:
    visitor = Visitor(office.port)
    visitor.get()
    said = visitor.say(sent)
    assert said.status == 400
    assert said.json()["error"]
    assert office.post(sent, sign(line.channel_secret, sent)) == 400
    assert office.rows(InboxRow) == []
