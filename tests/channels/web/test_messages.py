"""`POST /chat/messages`: what a page sends becomes a row in the inbox, once, or is refused with a sentence."""

import json

import pytest

from bot.channels.web.inbound import MAX_BODY_BYTES
from bot.errors import TemporaryFault
from bot.messages import Channel, InboundKind, Location
from nlu.normalize import MAX_CHARACTERS
from tests.channels.web.conftest import Office, OpenOffice

CLIENT_ID = "0b5c7c1e-52a0-4a5c-8d4e-0f2b9a1f7c11"


def test_text_is_accepted_and_stored(office: Office) -> None:
    answer = office.visitor().say({"text": "住民票を2通"}, Accept_Language="ko")
    (inbound,) = office.clerk.waiting()
    assert answer.status == 202
    assert answer.json() == {"id": inbound.event_id}
    assert (inbound.channel, inbound.kind, inbound.text) == (Channel.WEB, InboundKind.TEXT, "住民票を2通")
    assert inbound.locale == "ko"
    assert len(inbound.address) == 32


def test_postback_is_accepted_with_its_label(office: Office) -> None:
    assert office.visitor().say({"postback": "faq.show?id=3", "label": "手数料は？"}).status == 202
    (inbound,) = office.clerk.waiting()
    assert (inbound.kind, inbound.postback, inbound.text) == (InboundKind.POSTBACK, "faq.show?id=3", "")
    assert inbound.params == {"label": "手数料は？"}


@pytest.mark.parametrize("params", [{"date": "2026-12-01"}, {"time": "15:00"}, {"datetime": "2026-12-01T15:00"}])
def test_what_was_picked_comes_with_its_postback(office: Office, params: dict[str, str]) -> None:
    assert office.visitor().say({"postback": "visits.fill?moment=", "params": params}).status == 202
    (inbound,) = office.clerk.waiting()
    assert (inbound.kind, inbound.postback, inbound.params) == (InboundKind.POSTBACK, "visits.fill?moment=", params)


@pytest.mark.parametrize("picked", ["", "2026-12-1", "2026-12-01T15:00:30", "2026-12-01 15:00", "あした", "2" * 5_000])
def test_what_is_no_day_is_refused_with_what_to_do(office: Office, picked: str) -> None:
    answer = office.visitor().say({"postback": "visits.fill?moment=", "params": {"datetime": picked}})
    assert answer.status == 400
    assert "選んでから「決める」" in answer.json()["error"]
    assert office.clerk.waiting() == []


def test_a_location_is_accepted_with_its_label(office: Office) -> None:
    body = {"location": {"latitude": 36.6485, "longitude": -138.1942}, "label": "今いる場所を送る"}
    assert office.visitor().say(body).status == 202
    (inbound,) = office.clerk.waiting()
    assert inbound.kind is InboundKind.LOCATION
    assert inbound.location == Location(36.6485, -138.1942)
    assert inbound.params == {"label": "今いる場所を送る"}


def test_session_cookie_keeps_a_visitor_and_tells_two_apart(office: Office) -> None:
    first, second = office.visitor(), office.visitor()
    answer = first.say({"text": "一"})
    first.say({"text": "二"})
    second.say({"text": "三"})
    one, two, three = office.clerk.waiting()
    assert one.address == two.address != three.address
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert one.address not in answer.text


def test_trying_again_with_the_same_id_changes_nothing(office: Office) -> None:
    visitor, other = office.visitor(), office.visitor()
    body = {"id": CLIENT_ID, "text": "こんにちは"}
    first, again = visitor.say(body), visitor.say(body)
    assert (first.status, again.status) == (202, 202)
    assert first.json() == again.json()
    assert len(office.clerk.waiting()) == 1
    assert other.say(body).json() != first.json()
    assert len(office.clerk.waiting()) == 2, "nobody can use up another visitor's id"


UNREADABLE = (
    b"",
    b"{",
    b"\xff\xfe\xfd",
    b"[" * 100_000,
    b'"text"',
    b"[]",
    b"null",
    b"{}",
    b'{"text": null}',
    b'{"text": 3}',
    b'{"text": ["a"]}',
    b'{"text": "a", "postback": "b"}',
    b'{"text": "a", "location": {"latitude": 1, "longitude": 2}}',
    b'{"location": {"latitude": 1}}',
    b'{"location": {"latitude": 91, "longitude": 2}}',
    b'{"location": {"latitude": NaN, "longitude": 2}}',
    b'{"location": {"latitude": true, "longitude": 2}}',
    b'{"location": {"latitude": "1", "longitude": 2}}',
    b'{"location": [1, 2]}',
    b'{"location": {"latitude": 1, "longitude": 2}, "label": 3}',
    b'{"postback": "a.b", "params": ["2026-12-01"]}',
    b'{"postback": "a.b", "params": {"day": "2026-12-01"}}',
    b'{"postback": "a.b", "params": {"date": 20261201}}',
    b'{"text": "  \\u200b\\n "}',
    b'{"text": "a", "id": "no uuid"}',
    b'{"text": "a", "id": {}}',
    b'{"postback": ""}',
    b'{"postback": 1}',
    b'{"postback": "a\\nb"}',
    b'{"postback": "\\ud800"}',
    b'{"postback": "a", "label": 1}',
    json.dumps({"postback": "a" * 301}).encode(),
    b'{"text": ' + b"9" * 5_000 + b"}",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_unreadable_is_refused_with_a_sentence(office: Office) -> None:
    visitor = office.visitor()
    for body in UNREADABLE:
        answer = visitor.say(body)
        assert answer.status == 400, body[:50]
        assert answer.json()["error"].endswith("ください。")
    assert office.clerk.waiting() == []


def test_only_json_is_taken(office: Office) -> None:
    answer = office.visitor().say({"text": "a"}, **{"Content-Type": "text/plain"})
    assert answer.status == 400
    assert office.clerk.waiting() == []


def test_too_large_is_refused_with_a_sentence(office: Office) -> None:
    answer = office.visitor().say(b'{"text": "' + b"a" * MAX_BODY_BYTES + b'"}')
    assert answer.status == 413
    assert "長すぎ" in answer.json()["error"]
    assert office.clerk.waiting() == []


@pytest.mark.parametrize("character", ["あ", "𠮷"])
def test_300000_characters_are_accepted_and_capped(office: Office, character: str) -> None:
    assert office.visitor().say({"text": character * 300_000}).status == 202
    (inbound,) = office.clerk.waiting()
    assert inbound.text == character * MAX_CHARACTERS


def test_text_is_cleaned(office: Office) -> None:
    assert office.visitor().say(b'{"text": "\\u202eab\\ud800c\\u200b\\u0000d"}').status == 202
    assert [inbound.text for inbound in office.clerk.waiting()] == ["abcd"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_when_nothing_can_be_stored_the_page_is_asked_to_try_again(open_office: OpenOffice) -> None:
    def refuse(inbounds: object) -> int:
        raise TemporaryFault("the disk is full")

    answer = open_office(accept=refuse).visitor().say({"text": "a"}, Accept_Language="en")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    assert "try again" in answer.json()["error"]
    assert "disk" not in answer.text
