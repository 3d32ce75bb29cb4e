"""Who may open a form, for how long, and what the second tab is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from itsdangerous import TimestampSigner

from bot.channels.forms import sittings
from bot.clock import utc_now
from bot.forms.links import LIFE_SECONDS, FormLink, read_link, sign_link
from bot.models.forms import EntryState
from bot.services import personal_data
from tests.channels.forms.conftest import RIGHT, SECRET_KEY, Desk, Writer

DEAD = "このリンクは使えません"


def test_a_link_is_bound_to_its_conversation_and_form() -> None:
    link = FormLink(7, "contact", "vi")
    assert read_link(SECRET_KEY, sign_link(SECRET_KEY, link)) == link
    assert read_link("another key of the tests, long enough", sign_link(SECRET_KEY, link)) is None


def test_a_link_dies_after_half_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    token = sign_link(SECRET_KEY, FormLink(7, "contact", "ja"))
    now = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now(self) + LIFE_SECONDS - 5)
    assert read_link(SECRET_KEY, token) is not None
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now(self) + LIFE_SECONDS + 5)
    assert read_link(SECRET_KEY, token) is None


@pytest.mark.parametrize("path", ["/liff/contact", "/liff/contact?t=", "/liff/contact?t=abc", "/liff/nothing?t=abc"])
def test_without_a_good_link_it_says_what_to_do(desk: Desk, path: str) -> None:
    answer = Writer(desk.port).get(path)
    assert answer.status == 410
    assert DEAD in answer.text and "職員と話す" in answer.text and 'href="/"' in answer.text


def test_a_link_opens_no_other_form_and_no_deleted_conversation(desk: Desk) -> None:
    conversation_id = desk.converse()
    assert Writer(desk.port).get(desk.link(conversation_id, form="other")).status == 410
    token = desk.link(conversation_id).partition("?t=")[2]
    assert Writer(desk.port).get(f"/liff/other?t={token}").status == 410
    assert Writer(desk.port).get(desk.link(conversation_id + 1000)).status == 410


def test_the_token_is_in_no_address_after_the_first(desk: Desk) -> None:
    writer = Writer(desk.port)
    answer = writer.get(desk.link(desk.converse()))
    assert answer.status == 303
    assert "t=" not in answer.headers["Location"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_address_alone_opens_nothing_in_another_browser(desk: Desk, writer: Writer) -> None:
    writer.sends({"name": "山田"}, action="save")
    other = Writer(desk.port)
    for path in (writer.path, f"{writer.path}/confirm", f"{writer.path}/done", f"{writer.path}/photos/photo"):
        answer = other.get(path)
        assert answer.status == 410 and "山田" not in answer.text
    assert other.open("POST", writer.path, b"name=x").status in (400, 410)
    other.goes_to(desk.link(desk.converse()))
    assert other.get(writer.path).status == 410


def test_a_sitting_ends(desk: Desk, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    later = utc_now() + timedelta(seconds=sittings.SITTING_SECONDS + 5)
    monkeypatch.setattr(sittings, "utc_now", lambda: later)
    assert writer.get(writer.path).status == 410


def test_more_forms_than_a_cookie_holds_leave_the_last_ones_open(desk: Desk) -> None:
    writer = Writer(desk.port)
    paths = []
    for _ in range(sittings.MOST + 2):
        writer.goes_to(desk.link(desk.converse()))
        paths.append(writer.path)
    assert len(writer.cookie) < 4_000
    assert [writer.get(path).status for path in paths] == [410] * 2 + [200] * sittings.MOST


def test_the_second_tab_is_told_that_it_was_sent(desk: Desk) -> None:
    conversation_id = desk.converse()
    first, second = Writer(desk.port), Writer(desk.port)
    for tab in (first, second):
        tab.goes_to(desk.link(conversation_id))
        tab.sends(RIGHT)
    first.sends()
    told = second.sends()
    (entry,) = desk.entries()
    assert told.status == 200
    assert "もう送信されています" in told.text and entry.number in told.text
    again = second.goes_to(second.path)
    assert "もう送信されています" in again.text
    assert "もう送信されています" in first.goes_to(first.path.removesuffix("/done")).text
    late = first.sends({**RIGHT, "name": "別人"}, to=first.path.removesuffix("/done"))
    assert "もう送信されています" in late.text
    assert [entry.content["name"] for entry in desk.entries()] == ["髙﨑𠮷子"]


def test_a_new_link_after_sending_opens_a_new_form(desk: Desk) -> None:
    conversation_id = desk.converse()
    writer = Writer(desk.port)
    for _ in range(2):
        writer.goes_to(desk.link(conversation_id))
        writer.sends(RIGHT)
        writer.sends()
    numbers = [entry.number for entry in desk.entries()]
    assert len(set(numbers)) == 2


def test_pressed_ten_times_at_once_it_is_sent_once(desk: Desk) -> None:
    conversation_id = desk.converse()
    tabs = [Writer(desk.port) for _ in range(10)]
    for tab in tabs:
        tab.goes_to(desk.link(conversation_id))
    tabs[0].sends(RIGHT)
    for tab in tabs[1:]:
        tab.goes_to(f"{tab.path}/confirm")
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda tab: tab.sends(), tabs))
    (entry,) = desk.entries()
    assert entry.state == EntryState.SENT
    assert all(entry.number in answer.text for answer in answers)
    assert sum("もう送信されています" in answer.text for answer in answers) == 9


def test_opened_ten_times_at_once_it_is_one_draft(desk: Desk) -> None:
    link = desk.link(desk.converse())
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: Writer(desk.port).get(link), range(10)))
    assert len({answer.headers["Location"] for answer in answers}) == len(desk.entries()) == 1


def test_who_deletes_their_data_deletes_what_they_were_writing(desk: Desk, writer: Writer) -> None:
    writer.sends({"name": "山田"}, action="save")
    (entry,) = desk.entries()
    with desk.database.write() as session:
        personal_data.erase(session, entry.conversation_id, 0, utc_now())
    assert desk.entries() == []
    answer = writer.get(writer.path)
    assert answer.status == 410 and DEAD in answer.text
