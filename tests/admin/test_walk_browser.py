"""The whole way in a real Chromium, by the keyboard alone: sign in, set up a second factor, make a member, be them."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from bot.city import StaffRules
from bot.models.staff import Role
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import PASSWORD, StaffHouse
from tests.browser.conftest import OpenPage, open_page  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

MOST_TABS = 40
PHRASE = "quite another phrase 8 and long"


@pytest.fixture
def house(open_house: OpenHouse) -> StaffHouse:
    house = open_house(rules=StaffRules())
    house.add("boss", Role.ADMINISTRATOR, name="長野 理恵")
    return house


def tab_to(page: Page, selector: str) -> None:
    """Go on with the Tab key until the focus is there, and see a ring around it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            assert ring != "0px"
            return
    raise AssertionError(f"the Tab key does not lead to {selector}")


def write(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.insert_text(text)


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def sign_in(page: Page, login: str, password: str) -> None:
    write(page, "#login", login)
    write(page, "#password", password)
    page.keyboard.press("Enter")


def sign_out(page: Page) -> None:
    press(page, "form[action$='/sign-out'] button")
    expect(page.get_by_role("status")).to_contain_text("サインアウトしました")


def set_up_app(page: Page, house: StaffHouse) -> str:
    """The secret, read from the page as somebody would who types it into the app."""
    press(page, "a[href$='/factors/app']")
    expect(page.locator(".picture svg")).to_be_visible()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    write(page, "#code", "000000")
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_focused()
    expect(page.locator("#code-wrong")).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(pyotp.TOTP(secret).at(house.clock()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("認証アプリを設定しました")
    return secret


@pytest.mark.parametrize("width", [1280, 320])
def test_by_the_keyboard(open_page: OpenPage, house: StaffHouse, width: int) -> None:  # noqa: F811
    page = open_page(f"{house.url}/admin/members", width=width)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    sign_in(page, "boss", PASSWORD)
    expect(page.locator("h1")).to_have_text("2段階認証")
    set_up_app(page, house)
    press(page, "form[action$='/factors/codes'] button")
    expect(page.locator(".codes li")).to_have_count(10)

    press(page, ".sections a")
    expect(page.locator("h1")).to_have_text("職員の管理")
    press(page, ".heading a")
    expect(page.locator("h1")).to_have_text("職員を追加する")
    write(page, "#name", "鈴木 一郎")
    write(page, "#login", "suzuki")
    tab_to(page, "#role")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    press(page, ".narrow .main")
    expect(page.locator("h1")).to_have_text("仮のパスワード")
    password = page.locator(".secret").inner_text()
    sign_out(page)

    sign_in(page, "suzuki", password)
    expect(page.locator("h1")).to_have_text("パスワードを変える")
    write(page, "#current", password)
    write(page, "#wanted", PHRASE)
    write(page, "#again", PHRASE)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("2段階認証")
    secret = set_up_app(page, house)
    sign_out(page)

    sign_in(page, "suzuki", PHRASE)
    expect(page.locator("#code")).to_be_focused()
    house.clock.ahead += timedelta(seconds=30)  # the last code is used
    page.keyboard.insert_text(pyotp.TOTP(secret).at(house.clock()))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("ホーム")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
