"""Health records in a real browser: account, code, passkey, time line, and out again; two judges look on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from bot.db import Database
from tests.admin.test_passkeys_browser import Authenticator
from tests.browser.conftest import OpenPage
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED
from tests.handlers.health_records.files import HANAKO
from tests.handlers.health_records.pages import PASSWORD, Pages

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def pages(database: Database, tmp_path: Path) -> Iterator[Pages]:
    """At an address at which browsers know passkeys, and where forged forms are refused."""
    server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True)
    pages = Pages(database, tmp_path, url=f"http://localhost:{server.server_port}")
    pages.app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    server.app = pages.app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield pages
    server.shutdown()
    thread.join()


def test_records_are_seen_with_a_passkey(pages: Pages, open_page: OpenPage) -> None:
    require_judges()
    page = open_page(f"{pages.url}/health?lang=ja")
    Authenticator(page)
    expect_no_faults(page, FORCED)
    sign_in(page)
    page.locator("#code").fill(pages.give_code(HANAKO))
    for part, value in (("year", "1990"), ("month", "3"), ("day", "31")):
        page.locator(f"#{part}").fill(value)
    expect_no_faults(page)
    page.get_by_role("button", name="次へ").click()
    add = page.get_by_role("button", name="この端末のパスキーを登録する")
    expect(add).to_be_visible()
    expect_no_faults(page)
    add.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("山田 花子")
    page.get_by_role("link", name="山田 さくら").click()
    expect(page.get_by_text("五種混合").first).to_be_visible()
    expect_no_faults(page, FORCED)
    page.get_by_role("link", name="自分のデータ").click()
    expect(page.get_by_role("table")).to_be_visible()
    expect_no_faults(page)
    page.get_by_role("button", name="ログアウト").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ログアウトしました")
    page.goto(f"{pages.url}/health?lang=ja")
    sign_in(page)
    use = page.get_by_role("button", name="パスキーで確認する")
    expect(use).to_be_visible()
    expect_no_faults(page)
    use.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("山田 花子")


def sign_in(page: Page) -> None:
    page.locator("#number").fill("1")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
