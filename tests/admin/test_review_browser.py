"""The weekly review in a real Chromium, by the keyboard alone, and before two judges of accessibility."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.models.staff import Role
from tests.admin.staff_house import StaffHouse
from tests.admin.test_review import draw, rows
from tests.browser.judges import expect_no_faults, require_judges

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def page(house: StaffHouse, browser: Browser) -> Iterator[Page]:
    """An editor's, with four questions to judge."""
    draw(house)
    house.add("aki", Role.EDITOR)
    context = browser.new_context(locale="ja-JP", base_url=house.url)
    cookies = house.sign_in("aki").cookies
    context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in cookies.items()])
    yield context.new_page()
    context.close()


def press(page: Page, key: str) -> None:
    """A key, and the page that comes of it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_judging_by_the_keys_alone(page: Page, house: StaffHouse) -> None:
    page.goto("/admin/review")
    asked = page.locator(".question").inner_text()
    press(page, "4")
    expect(page.locator("[role=status]")).to_contain_text("判断できない")
    expect(page.locator("progress")).to_have_attribute("value", "1")
    press(page, "u")
    expect(page.locator(".question")).to_have_text(asked)
    expect(page.locator("progress")).to_have_attribute("value", "0")
    for key in ("3", "3", "3", "3"):
        press(page, key)
    expect(page.locator(".empty")).to_be_visible()
    assert sorted(rows(house).values()) == ["abstained_wrongly", "wrong", "wrong", "wrong"]


def test_other_keys_do_nothing(page: Page, house: StaffHouse) -> None:
    page.goto("/admin/review")
    for key in ("6", "Control+1", "Alt+3", "x", "Shift"):
        page.keyboard.press(key)
    page.locator("[data-key='4']").focus()
    press(page, "Enter")
    assert sorted(rows(house).values()) == ["", "", "", "unclear"]


def test_it_works_without_script(house: StaffHouse, browser: Browser) -> None:
    draw(house)
    house.add("aki", Role.EDITOR)
    context = browser.new_context(java_script_enabled=False, base_url=house.url)
    cookies = house.sign_in("aki").cookies
    context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto("/admin/review")
    page.locator("[data-key='4']").click()
    expect(page.locator("progress")).to_have_attribute("value", "1")
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_without_faults_and_fit(page: Page, width: int) -> None:
    require_judges()
    page.goto("/admin/review")
    for _ in range(5):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect_no_faults(page)
        if page.locator(".verdicts").count():
            press(page, "3")
    page.goto("/admin/figures")
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect_no_faults(page)
