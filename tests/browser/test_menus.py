"""The rich menu on the simulator's page: it is there, its areas work, tabs and languages change it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.scenarios.menus import sync_menus
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def page(open_page: OpenPage, demo_office: Office) -> Page:
    """Hanako has added the city as a friend; the menu is below the chat."""
    sync_menus(demo_office)
    page = open_page(f"{demo_office.url}/simulator/", width=1280)
    page.get_by_role("button", name="山田 花子").click()
    page.get_by_role("button", name="友だちに追加").click()
    expect(page.locator("#chat .row:not(.own)")).to_have_count(2)
    return page


def board(page: Page) -> Locator:
    return page.locator("#menu-board")


def press(page: Page, label: str) -> None:
    board(page).get_by_role("button", name=label, exact=True).click()


def test_the_menu_is_shown_with_its_areas_in_the_picture(page: Page) -> None:
    expect(board(page)).to_be_visible()
    expect(board(page).get_by_role("button")).to_have_count(8)
    assert page.locator("#menu-board img").evaluate("image => image.complete && image.naturalWidth") == 2500
    whole = board(page).bounding_box()
    assert whole is not None
    for area in board(page).get_by_role("button").all():
        box = area.bounding_box()
        assert box is not None
        assert box["width"] >= 44 and box["height"] >= 40
        assert whole["x"] - 1 <= box["x"] and box["x"] + box["width"] <= whole["x"] + whole["width"] + 1


def test_an_area_says_its_words_and_is_answered(page: Page) -> None:
    press(page, "証明書")
    expect(page.locator("#chat .row.own")).to_contain_text("証明書がほしい")
    expect(page.locator("#chat .row:not(.own)").nth(2)).to_contain_text("どの証明書が必要ですか")


def test_an_area_opens_a_service(page: Page) -> None:
    press(page, "職員と話す")
    expect(page.locator("#chat .row.own")).to_contain_text("職員と話す")
    expect(page.locator("#chat .row:not(.own)").nth(2)).to_contain_text("職員")


def test_a_tab_opens_another_menu_and_nobody_answers(page: Page) -> None:
    press(page, "防災")
    expect(page.locator("#menu")).to_contain_text("防災メニュー")
    press(page, "119・110 緊急の電話")
    expect(page.locator("#chat .row:not(.own)").nth(2)).to_contain_text("119")
    expect(page.locator("#chat .row")).to_have_count(4)


def test_choosing_a_language_changes_the_menu(page: Page) -> None:
    press(page, "言語 Language")
    page.locator("#chat, #quick").get_by_role("button", name="English").first.click()
    expect(page.locator("#menu")).to_contain_text("Menu")
    expect(board(page).get_by_role("button", name="Certificates", exact=True)).to_be_visible()
