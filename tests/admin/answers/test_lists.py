"""Finding FAQ, moving them and taking them from files, over real HTTP."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from bot.models.faq import FaqEntry
from bot.services.faq.sheets import write_workbook
from tests.admin.answers.conftest import Desk
from tests.admin.staff_house import StaffBrowser

HEADER = "番号,質問,答え,担当課,リンク,公開日,有効期限,言語,別の聞き方,分類"
GOOD = "residents-9,窓口は何時までですか。,五時までです。,市民窓口課,https://city.example/,2026-12-01,2027-03-31,ja,何時に閉まる|閉庁時間,窓口"


def ids(browser: StaffBrowser) -> list[str]:
    return re.findall(r'<td class="nowrap">([\w-]+)</td>\s*<td class="words"', browser.page.text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["dog-1", "residents-001", "tax-1"]),
        ("q=" + quote("ジュウミン"), []),
        ("q=" + quote("手数料 三百円"), ["residents-001"]),
        ("q=" + quote("CERTIFICATE of"), ["residents-001"]),
        ("q=100%25", []),
        ("department=tax", ["tax-1"]),
        ("state=draft", []),
        ("state=published", ["dog-1", "residents-001", "tax-1"]),
        ("missing=en", ["dog-1", "tax-1"]),
        ("category=" + quote("動物"), ["dog-1"]),
        ("due=1", []),
        ("page=99", ["dog-1", "residents-001", "tax-1"]),
    ],
)
def test_filters_find_and_stay(desk: Desk, query: str, found: list[str]) -> None:
    editor = desk.sign_in("editor")
    editor.goes_to(f"/admin/faq/?{query}")
    assert ids(editor) == found
    if query.startswith("missing"):
        assert '<option value="en" selected>' in editor.page.text


def test_an_organisation_changes(desk: Desk) -> None:
    editor, boss = desk.sign_in("editor"), desk.sign_in("boss")
    path = desk.path("residents-001", "/edit")
    editor.goes_to(path)
    editor.sends(path, department="residents", question_ja="手数料は。", answer_ja="下書き。")
    boss.goes_to("/admin/faq/owner?department=residents&to=tax")
    assert "1件が「市民窓口課」から「市民税課」に移ります" in boss.page.text
    boss.sends("/admin/faq/owner")
    entry = desk.entry("residents-001")
    assert (entry.department, entry.state, entry.live, entry.version) == ("tax", "draft", 3, 4)
    assert desk.knowledge.search("住民票の写しの手数料はいくらですか。").hits
    editor.goes_to("/admin/faq/owner?department=residents&to=tax")
    assert "移ります" not in editor.page.text
    assert editor.sends("/admin/faq/owner", department="tax", to="residents").status == 422


def upload(browser: StaffBrowser, content: bytes, name: str = "faq.csv") -> StaffBrowser:
    """Sends the file from the page."""
    token = re.findall(r'name="csrf_token" value="([^"]*)"', browser.goes_to("/admin/faq/import").text)[-1]
    mark = "----edge"
    parts = f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'.encode()
    parts += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = parts + content + f"\r\n--{mark}--\r\n".encode()
    with browser.open(
        "POST", "/admin/faq/import", body, Content_Type=f"multipart/form-data; boundary={mark}"
    ) as response:
        status, place, text = response.status, response.headers.get("Location", ""), response.read().decode()
        cookies = response.headers.get_all("Set-Cookie") or []
    browser.cookies |= {name: value for name, _, value in (line.partition(";")[0].partition("=") for line in cookies)}
    if status == 303:
        browser.goes_to(place)
    else:
        browser.page = type(browser.page)(status, response.headers, text)
    return browser


def make_file(kind: str, *rows: str) -> bytes:
    lines = [HEADER, *rows]
    if kind == "xlsx":
        return write_workbook([line.split(",") for line in lines])
    return "\r\n".join(lines).encode(kind)


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "cp932", "xlsx"])
def test_a_file_becomes_drafts(desk: Desk, kind: str) -> None:
    editor = upload(desk.sign_in("editor"), make_file(kind, GOOD))
    assert "新しい下書き1件" in editor.page.text
    entry = desk.entry("residents-9")
    assert (entry.state, entry.live, entry.department) == ("draft", None, "residents")
    assert f"{entry.valid_from} {entry.valid_until}" == "2026-12-01 2027-03-31"
    assert "変わらないもの1件" in upload(editor, make_file(kind, GOOD)).page.text


def test_a_file_with_faults_changes_nothing_and_says_each(desk: Desk) -> None:
    rows = [
        GOOD,
        "residents-8,,五時です。,市民窓口課,,,,ja,,",
        "residents-7,何時。,五時。,宇宙課,,,,ja,,",
        "residents-6,何時。,五時。,市民窓口課,javascript:x,2026-13-40,,ja,,",
        "tax-1,何時。,五時。,市民税課,,,,ja,,",
        "residents-5,What?,That.,市民窓口課,,,,fr,,",
    ]
    editor = upload(desk.sign_in("editor"), make_file("utf-8", *rows))
    assert editor.page.status == 422
    found = re.findall(r'<tr><td>(\d+)</td><td class="nowrap">(\w+)</td>', editor.page.text)
    assert {(3, "question_ja"), (4, "department"), (5, "starts_on"), (5, "url")} <= {(int(r), c) for r, c in found}
    assert {("6", "department"), ("7", "language")} <= set(found)
    assert len(desk.house.rows(FaqEntry)) == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "読めません|必要です"),
        (b"PK\x03\x04 not really", "読めません"),
        (b"\x00\x01\x02\xff\xfe", "読めません|わかりません"),
        ("質問,答え,なぞ\nx,y,z".encode(), "なぞ"),
        ("質問\nx".encode(), "answer"),
        ("質問,答え\n".encode(), "1つもありません"),
        ('質問,答え\n"x'.encode(), "読めません"),
    ],
)
def test_a_file_that_can_t_be_read_is_refused_in_a_sentence(desk: Desk, content: bytes, says: str) -> None:
    editor = upload(desk.sign_in("editor"), content)
    assert editor.page.status == 422
    assert re.search(says, editor.errors()["file"])


def test_exports_follow_the_filters(desk: Desk) -> None:
    editor = desk.sign_in("editor")
    rows = list(csv.reader(StringIO(editor.asks("GET", "/admin/faq/export.csv?department=tax").text.lstrip("\ufeff"))))
    assert [row[0] for row in rows] == ["id", "tax-1"]
    with editor.open("GET", "/admin/faq/export.xlsx") as response:
        sheet = load_workbook(BytesIO(response.read())).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows()] == ["id", "dog-1", "residents-001", "residents-001-en", "tax-1"]
    assert editor.asks("GET", "/admin/faq/export.pdf").status == 404
