"""The list in a real Chromium on a phone, by keyboard, before two judges."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from bot.db import Database
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.handlers.child_care.city import fill, serve

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def url(database: Database) -> Iterator[str]:
    fill(database)
    server = make_server("127.0.0.1", 0, serve(database), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_from_the_clinics_to_a_nursery(url: str, open_page: OpenPage) -> None:  # noqa: F811
    require_judges()
    page = open_page(f"{url}/child-care")
    page.get_by_role("link", name="空きのある保育園").click()
    page.get_by_label("4月1日の年齢のクラス").select_option("1")
    page.get_by_role("button", name="絞り込む").press("Enter")
    expect(page.get_by_role("status")).to_have_text("1件")
    expect(page.get_by_role("heading", name="中町保育園")).to_be_visible()
    expect_no_faults(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
