"""Operators send pictures and files, over real HTTP: how citizens get them, and what is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from html import unescape
from io import BytesIO
from types import ModuleType

import pytest
from PIL import Image
from sqlmodel import select

from bot.channels.line.render import render_messages
from bot.clock import utc_now
from bot.forms.photos import MOST_BYTES
from bot.messages import message_from_json
from bot.models.outbox import OutboxRow
from bot.models.sent_file import SentFile
from bot.services.personal_data import erase, export
from bot.services.retention import purge_old
from tests.admin.desk.conftest import Office
from tests.admin.desk.posting import Poster, take_conversation
from tests.bot.forms.test_attachments import NAMES, PDF
from tests.bot.forms.test_photos import make, make_with_place
from tests.line_rules import load_line_rules

HTTPS = "https://counter.city.example"


@pytest.fixture
def poster(office: Office) -> Poster:
    office.citizen.says("職員と話す")
    return take_conversation(office)


@pytest.fixture(scope="module")
def line_rules() -> ModuleType | None:
    return load_line_rules()


def render(office: Office, rules: ModuleType | None) -> list[dict[str, object]]:
    """The last answer as LINE gets it, which LINE takes."""
    row = office.citizen.rows(OutboxRow)[-1]
    rendered = render_messages([message_from_json(data) for data in row.messages], row.sender_name)
    if rules is not None:
        body = {"to": office.citizen.address, "messages": rendered}
        headers = {"Content-Type": "application/json", "Authorization": "Bearer x"}
        status, answer = rules.validate("POST", "/v2/bot/message/push", body, headers)
        assert status == 200, answer
    return rendered


def test_a_picture_comes_without_its_place_and_at_one_address(
    poster: Poster, office: Office, line_rules: ModuleType | None
) -> None:
    house = office.citizen.engine.house
    office.citizen.engine.house = replace(house, public_url=HTTPS)
    assert poster.sends(make_with_place(), "地図.jpg", "この地図です。").status == 200
    words, picture = render(office, line_rules)
    assert words["text"] == "この地図です。" and picture["type"] == "image"
    assert picture["originalContentUrl"] == f"{HTTPS}{poster.sent_path}"
    assert picture["previewImageUrl"] == f"{HTTPS}{poster.sent_path}/preview"
    for path in (poster.sent_path, f"{poster.sent_path}/preview"):
        status, headers, content = poster.fetches(path)
        assert status == 200 and headers["content-type"] == "image/jpeg"
        assert b"Exif" not in content and b"Secret" not in content
        assert Image.open(BytesIO(content)).size == (40, 60)
        assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none';")
        assert "set-cookie" not in headers
    assert "職員から届いた画像" in office.last_words()
    page = poster.browser.goes_to(office.path).text
    assert f'<img src="{poster.sent_path}/preview" alt="職員から届いた画像">' in page


def test_where_there_is_no_https_line_gets_a_card_that_leads_to_it(
    poster: Poster, office: Office, line_rules: ModuleType | None
) -> None:
    assert poster.sends(make()).status == 200
    (card,) = render(office, line_rules)
    assert card["type"] == "flex" and str(card["altText"]).startswith("職員から届いた画像")
    assert poster.sent_path in json.dumps(card)


@pytest.mark.parametrize("place", [0, 6, 7, 21, 26, 29])
def test_a_pdf_is_saved_under_its_name(
    poster: Poster, office: Office, line_rules: ModuleType | None, place: int
) -> None:
    given, kept = NAMES[place]
    assert poster.sends(PDF, given).status == 200
    (card,) = render(office, line_rules)
    assert card["type"] == "flex" and "PDF 1 KB" in json.dumps(card)
    status, headers, content = poster.fetches()
    assert (status, headers["content-type"], content) == (200, "application/pdf", PDF)
    assert headers["content-disposition"].startswith("attachment; filename")
    (row,) = office.citizen.rows(SentFile)
    assert row.name == kept or "0A" in row.name  # as browsers write line ends
    page = poster.browser.goes_to(office.path).text
    assert f"{row.name} PDF 1 KB" in unescape(page) and "<script>alert" not in page and "<img src=x" not in page


def test_a_japanese_name_is_in_the_header_as_rfc_5987_has_it(poster: Poster) -> None:
    poster.sends(PDF, "申請書.pdf")
    _, headers, _ = poster.fetches()
    assert "filename*=UTF-8''%E7%94%B3%E8%AB%8B%E6%9B%B8.pdf" in headers["content-disposition"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "中身のないファイル"),
        (b"MZ\x90\0 program", "画像とPDFだけ"),
        (b"<svg onload='alert(1)'/>", "画像とPDFだけ"),
        (make()[:80], "壊れていて"),
        (PDF[:20], "壊れていて"),
        (make("PNG", size=(30000, 30000), mode="1"), "縦横が大きすぎ"),
        (PDF.ljust(MOST_BYTES + 1), "10MBまで"),
        (b"\0" * (4 * MOST_BYTES + 1), "10MBまで"),
    ],
)
def test_what_can_t_be_sent_is_refused_in_one_sentence(poster: Poster, office: Office, data: bytes, said: str) -> None:
    assert said in poster.is_refused(data, words="書きかけ")
    assert office.citizen.rows(SentFile) == [] and "desk.replied" not in office.house.actions()


def test_without_script_what_was_typed_is_still_there(poster: Poster, office: Office) -> None:
    answer = poster.sends(b"MZ", "virus.exe", "長い<返事>", as_script=False)
    assert answer.status == 422 and "画像とPDFだけ" in answer.text
    assert ">長い&lt;返事&gt;</textarea>" in answer.text
    answer = poster.sends(PDF, "a.pdf", "長い返事", as_script=False)
    assert answer.status == 303 and "長い返事" in office.last_words()


def test_the_audit_log_knows_what_was_sent_and_not_what_is_in_it(poster: Poster, office: Office) -> None:
    poster.sends(PDF, "秘密の名前.pdf")
    entry = next(entry for entry in office.house.entries() if entry.action == "desk.replied")
    told = {"kind": "application/pdf", "bytes": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest()}
    assert entry.details["new"] == {"file": told} and entry.actor_id == str(office.house.member("hanako").id)
    assert "秘密の名前" not in str(entry.details)


def test_nobody_else_can_send_and_nothing_stays_of_it(poster: Poster, office: Office) -> None:
    jiro = office.operator("jiro")
    jiro.goes_to(office.path)
    jiro.sends(f"{office.path}/look", purpose="quality", reason="点検のため")
    for as_script, status in ((True, 409), (False, 303)):
        assert Poster(office, jiro).sends(PDF, as_script=as_script).status == status
    assert office.citizen.rows(SentFile) == []
    poster.browser.sends(f"{office.path}/hand-back")
    assert poster.sends(PDF).status == 409
    assert office.citizen.rows(SentFile) == []


def test_it_is_in_what_the_citizen_may_see_and_goes_when_they_want_it_gone(poster: Poster, office: Office) -> None:
    poster.sends(PDF, "申請書.pdf")
    path = poster.sent_path
    with office.house.database.write() as session:
        (shown,) = export(session, office.citizen.id)["sent_file"]
        assert shown["name"] == "申請書.pdf" and "key" not in shown
        erase(session, office.citizen.id, 0, utc_now())
    status, headers, page = poster.fetches(path)
    assert status == 404 and headers["content-type"].startswith("text/html")
    assert "もうありません" in page.decode() and headers["cache-control"] == "no-store"


def test_it_goes_with_a_conversation_that_is_kept_no_longer(poster: Poster, office: Office) -> None:
    poster.sends(make())
    with office.house.database.write() as session:
        assert purge_old(session, office.house.clock().replace(year=2100), 30) == 1
        assert session.exec(select(SentFile)).all() == []


def test_nothing_is_readable_in_the_database(poster: Poster, office: Office) -> None:
    poster.sends(PDF, "秘密の名前.pdf")
    with office.house.database.write() as session:
        row = session.connection().exec_driver_sql("SELECT name, content FROM sent_file").one()
    assert "秘密".encode() not in bytes(row[0]) and b"%PDF" not in bytes(row[1])


@pytest.mark.parametrize("path", ["/sent/x", "/sent/" + "A" * 22, "/sent/x/preview", "/sent/..%2f..%2fetc"])
def test_what_is_not_there_has_a_clear_page(office: Office, path: str) -> None:
    with office.house.browser().open("GET", path, **{"Accept-Language": "en"}) as response:
        page = response.read().decode()
    assert response.status == 404
    assert "no longer here" in page or "%2f" in path
