"""Whatever is posted, a page answers that says what to do."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.exc import OperationalError

from bot.forms.photos import MOST_BYTES
from bot.services import form_entries
from tests.bot.forms.test_photos import make_bomb, make_with_place
from tests.channels.forms.conftest import RIGHT, Desk, Writer, make_photo

LONG = "あ" * 100_000


def test_hundred_thousand_characters_are_refused_beside_the_field(writer: Writer) -> None:
    page = writer.sends({**RIGHT, "name": LONG, "about": LONG, "address": LONG, "kana": LONG, "mail": LONG})
    assert page.status == 400
    assert set(writer.errors()) == {"about", "name", "kana", "mail", "address"}
    assert "2000文字以内" in writer.errors()["about"]


def test_scripts_are_words(writer: Writer) -> None:
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{7*7}}"
    page = writer.sends({**RIGHT, "name": "a" + bad, "about": f"</textarea>{bad}"})
    for text in (page.text, writer.goes_to(writer.path.removesuffix("/confirm")).text):
        assert "<script>alert" not in text and "<img src=x" not in text and "49" not in re.sub(r"\d{3,}", "", text)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_direction_marks_and_rare_kanji(desk: Desk, writer: Writer) -> None:
    page = writer.sends({**RIGHT, "name": "\u202e髙﨑\u200f𠮷 葛󠄀\u202c"})
    assert "髙﨑𠮷 葛󠄀" in page.text
    writer.sends()
    assert desk.entries()[0].content["name"] == "髙﨑𠮷 葛󠄀"


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (b"%PDF-1.7 not a photo", "写真ではないファイル"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
        (b"\xff\xd8\xff" + b"\0" * 100, "壊れていて"),
        (make_bomb(50_000, 50_000), "縦横が大きすぎて"),
        (b"\xff\xd8\xff" + b"\0" * MOST_BYTES, "10MBまで"),
        (b"\xff\xd8\xff" + b"\0" * (2 * MOST_BYTES), "10MBまで"),
    ],
)
def test_bad_photos_are_refused_beside_the_field(writer: Writer, photo: bytes, words: str) -> None:
    page = writer.sends(RIGHT, photo=photo)
    assert page.status == 400
    assert list(writer.errors()) == ["photo"]
    assert words in writer.errors()["photo"]
    assert "髙﨑𠮷子" in page.text


def test_where_a_photo_was_taken_is_not_kept(desk: Desk, writer: Writer) -> None:
    writer.sends({}, photo=make_with_place(), action="save")
    shown = writer.open("GET", f"{writer.path}/photos/photo").read()
    assert shown.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in shown and b"SecretCamera" not in shown


def test_more_than_is_read_is_answered_with_a_page(writer: Writer) -> None:
    writer.sends({"name": "山田"}, action="save")
    page = writer.sends({"name": "別の名前"}, photo=b"\xff\xd8\xff" + b"\0" * (5 * MOST_BYTES))
    assert page.status == 413
    assert "大きすぎて" in page.text and 'value="山田"' in page.text


def test_a_page_of_another_session_is_answered_with_what_was_typed(desk: Desk, writer: Writer) -> None:
    page = writer.sends(RIGHT, csrf_token="forged")
    assert page.status == 400
    assert "画面が古くなっていた" in page.text and "髙﨑𠮷子" in page.text
    assert desk.entries()[0].content == {}


def test_a_foreign_site_can_post_nothing(desk: Desk, writer: Writer) -> None:
    answer = writer.open("POST", f"{writer.path}/confirm", b"", {"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 400
    assert desk.entries()[0].number == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"name=%00%ff%fe&about=%ED%A0%80",
        b"&&&===",
        b"action=take.&action=look_up.",
        b"name[]=x&name=%",
    ],
)
def test_odd_bodies_are_answered(writer: Writer, body: bytes) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', writer.page.text)
    assert token is not None
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token[1]}
    answer = writer.open("POST", writer.path, body, headers)
    assert answer.status in (200, 400)
    assert b"<h1>" in answer.read()


@pytest.mark.parametrize(
    "action", ["take.about.x", "take.", "take.x", "remove.nothing", "look_up.name", "no such", "x" * 5000]
)
def test_buttons_that_were_never_there(writer: Writer, action: str) -> None:
    assert writer.sends({"name": "山田"}, action=action).status in (200, 400)


@pytest.mark.parametrize(
    "path", ["/liff/contact/x", "/liff/x/y", "/liff/contact/x/confirm", "/liff/contact/x/photos/y"]
)
def test_unknown_addresses_say_what_to_do(desk: Desk, path: str) -> None:
    answer = Writer(desk.port).get(path)
    assert answer.status == 410 and "職員と話す" in answer.text


def test_a_database_that_is_away_loses_nothing(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> bool:
        raise OperationalError("no", {}, Exception("locked"))

    with monkeypatch.context() as broken:
        broken.setattr(form_entries, "save_draft", fail)
        page = writer.sends(RIGHT, photo=make_photo())
    assert page.status == 503
    assert "もう一度送る" in page.text and "髙﨑𠮷子" in page.text
    kept = dict(re.findall(r'<textarea name="([\w.]+)" hidden>\n([^<]*)</textarea>', page.text))
    writer.sends(kept)
    assert writer.path.endswith("/confirm")
