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
from tests.hostile import EVIL, FORMULAS, HOSTILE, LOGS, MARK, SCRIPTS


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_runs_in_a_browser(desk: Desk, browser: Browser) -> None:
    assert len(set(HOSTILE)) >= 200
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
    page.on("request", lambda request: ran.append(request.url) if EVIL in request.url.split("?")[0] else None)
    pages = [f"{path}{rest}" for path in paths[::5] for rest in ("", "/edit")]
    searches = [f"/admin/faq/why?q={quote(words)}" for words in SCRIPTS[::15]]
    for address in ("/admin/faq/", "/admin/faq/?page=2", "/admin/unanswered/", *searches, *pages):
        page.goto(address)
        assert page.title() != MARK, address
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


def test_a_file_s_name_is_nobody_s_words(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    editor = desk.sign_in("editor")
    content = "番号,質問,答え,担当課\nresidents-9,何時。,五時。,residents".encode()
    names = ("../../etc/passwd", "..\\..\\x", "CON.csv", "a" * 300 + ".csv", ".csv", "x.csv\x00.exe", *HOSTILE[::4])
    with caplog.at_level("INFO"):
        for name in names:
            upload(editor, content, quote(name, safe="<>/=. "))
            assert editor.page.status in (200, 422), name
            assert "<img src=x" not in editor.page.text
    assert "<img src=x" not in unescape(editor.goes_to(desk.path("residents-9")).text)
    assert not [name for name in names[:4] if name in caplog.text]


def test_no_words_are_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    editor = desk.sign_in("editor")
    with caplog.at_level("DEBUG", logger="bot"):
        for words in LOGS:
            editor.goes_to("/admin/faq/new")
            editor.sends("/admin/faq/new", department="residents", question_ja=words, answer_ja="秘密のことば")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "admin", "knowledge"))]
    assert not [line for line in ours if "秘密のことば" in line or "forged" in line or "\n" in line]
