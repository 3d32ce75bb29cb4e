"""The page at the door in a real Chromium on a phone: without a network, sent once later, and one tap the next time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from bot.db import Database
from bot.signed_ids import sign_id
from handlers.shelters.links import DOOR, TABLET
from handlers.shelters.models import ShelterParty
from handlers.shelters.service.parties import list_present
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.shelters.city import serve
from tests.handlers.shelters.files import PARK, SCHOOL, import_rows

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def url(database: Database) -> Iterator[str]:
    import_rows(database, SCHOOL, PARK)
    server = make_server("127.0.0.1", 0, serve(database), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def present(database: Database, shelter: int) -> list[ShelterParty]:
    with database.read() as session:
        found = list_present(session, shelter)
        session.expunge_all()
        return found


def opens(page: Page, url: str, shelter: int, kind: str = DOOR) -> None:
    page.goto(f"{url}/shelters/check-in/{sign_id(SECRET_KEY, kind, shelter)}?lang=ja")
    expect(page.locator("html")).to_have_attribute("data-kept", "1")


def test_a_family_without_a_network_and_with_one_tap_the_next_time(
    url: str,
    open_page: OpenPage,  # noqa: F811
    database: Database,
) -> None:
    require_judges()
    page = open_page(f"{url}/shelters?lang=ja")
    expect_no_faults(page)
    opens(page, url, 1)
    expect_no_faults(page)
    page.context.set_offline(True)
    page.reload()  # the service worker has it
    page.get_by_label("名前").first.fill("見本 花子")
    page.get_by_role("button", name="もう1人入れる").click()
    page.get_by_label("名前").nth(1).fill("見本 太郎")
    page.get_by_role("button", name="受付する").click()
    expect(page.locator("#told")).to_contain_text("この端末に記録しました")
    expect(page.locator("#queue")).to_have_text("送信待ち (1)")
    assert present(database, 1) == []
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("html")).to_have_attribute("data-waiting", "0")
    assert [party.persons for party in present(database, 1)] == [2]
    opens(page, url, 2)
    page.get_by_role("button", name="全員でここに入る").click()
    expect(page.locator("#told")).to_have_text("受け付けました。")
    assert (present(database, 1), [party.persons for party in present(database, 2)]) == ([], [2])
    page.get_by_role("button", name="全員でここを出る").click()
    expect(page.locator("#told")).to_contain_text("退所を受け付けました")
    assert present(database, 2) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_tablet_keeps_nobody(url: str, open_page: OpenPage, database: Database) -> None:  # noqa: F811
    page = open_page(f"{url}/shelters?lang=ja")
    opens(page, url, 1, TABLET)
    for name in ("見本 一郎", "見本 二郎"):
        page.get_by_label("名前").first.fill(name)
        page.get_by_role("button", name="受付する").click()
        expect(page.get_by_label("名前").first).to_have_value("")
    expect(page.locator("html")).to_have_attribute("data-waiting", "0")
    assert [party.by_tablet for party in present(database, 1)] == [True, True]
    expect(page.get_by_role("button", name="全員でここに入る")).to_be_hidden()
