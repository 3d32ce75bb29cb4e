"""Linking accounts as a citizen does it in the demo, from the chat over two pages and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.settings import Settings
from bot.simulator import LINK_PATH
from bot.simulator.line import SimulatedLine
from bot.simulator.page import add_demo_citizens
from tests.browser.conftest import OpenPage
from tests.browser.test_simulator_page import bubbles, say
from tests.browser.test_web_page import assert_within, press_tab_until
from tests.scenarios.fixtures import OpenOffice

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def chat(open_page: OpenPage, open_office: OpenOffice, settings: Settings, line: SimulatedLine) -> Page:
    """Hanako's LINE, in an office that leads to the simulator's own link page."""
    add_demo_citizens(line)
    url = settings.public_url
    changes = {"line_api_url": f"{url}/simulator/api", "line_link_url": f"{url}{LINK_PATH}"}
    office = open_office(changes, shows_simulator=True)
    page = open_page(f"{office.url}/simulator/", width=1280)
    page.get_by_role("button", name="山田 花子").click()
    page.get_by_role("button", name="友だちに追加").click()
    expect(bubbles(page)).to_have_count(2)
    return page


def open_sign_in(chat: Page) -> Page:
    say(chat, "市のアカウントと連携したい")
    with chat.expect_popup() as popup:
        chat.get_by_role("button", name="ログインする").click()
    return popup.value


def test_a_citizen_links_and_unlinks(chat: Page) -> None:
    page = open_sign_in(chat)
    expect(page.get_by_role("heading", name="市のアカウントにログイン")).to_be_visible()
    page.get_by_label("利用者番号", exact=True).fill("20260001")
    page.get_by_label("パスワード", exact=True).fill("wrong")
    page.get_by_role("button", name="ログインする").click()
    expect(page.locator("#error")).to_contain_text("番号かパスワードが違います")
    expect(page.get_by_label("利用者番号", exact=True)).to_have_value("20260001")
    page.get_by_label("パスワード", exact=True).fill("hanako-no-demo")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="アカウント連携")).to_be_visible()
    expect(page.get_by_label("このスマートフォンの持ち主")).to_contain_text("山田 花子")
    page.get_by_role("button", name="連携する").click()
    expect(page.get_by_role("status")).to_contain_text("トークに伝えました")
    expect(bubbles(chat).last).to_contain_text("市のアカウントと連携しました")

    say(chat, "連携解除")
    expect(bubbles(chat).last).to_contain_text("連携を解除しました")


def test_the_page_fits_a_small_phone_and_large_letters_and_the_keyboard(chat: Page, open_page: OpenPage) -> None:
    address = open_sign_in(chat).url
    page = open_page(address, width=320)
    for size in ("100%", "200%"):
        page.evaluate("size => document.documentElement.style.fontSize = size", size)
        assert_within(page)
    press_tab_until(page, "ログインする")
    expect(page.get_by_role("button", name="ログインする")).to_be_focused()


def test_the_page_is_there_in_every_language(chat: Page) -> None:
    page = open_sign_in(chat)
    page.locator(".languages summary").click()
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập tài khoản của thành phố")
    assert page.evaluate("document.documentElement.lang") == "vi"
    page.get_by_label("Mã số người dùng").first.fill("20260001")
