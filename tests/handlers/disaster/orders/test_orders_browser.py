"""The evacuation screen in a real Chromium: areas on the map, the words, a second person, the public page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.admin.test_accessibility import judge
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import require_judges
from tests.handlers.disaster.orders.test_orders import BASE, first, house, second  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def sign_in(open_page: OpenPage, house: StaffHouse, staff: StaffBrowser, width: int) -> Page:  # noqa: F811
    page = open_page(f"{house.url}/admin/sign-in", width=width)
    page.context.add_cookies([{"name": k, "value": v, "url": house.url} for k, v in staff.cookies.items()])
    page.goto(f"{house.url}{BASE}")
    page.wait_for_load_state("domcontentloaded")
    return page


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).press("Enter")
    page.wait_for_load_state("domcontentloaded")


def test_an_order_is_chosen_on_the_map_and_let_out_by_another(
    open_page: OpenPage,  # noqa: F811
    house: StaffHouse,  # noqa: F811
    first: StaffBrowser,  # noqa: F811
    second: StaffBrowser,  # noqa: F811
) -> None:
    require_judges()
    page = sign_in(open_page, house, first, 1280)
    page.get_by_label("レベル4").check()
    page.locator('form.order [data-area="kawabe"]').press("Enter")
    page.locator('form.order [data-area="shinden"]').click()
    expect(page.get_by_label("川辺", exact=True)).to_be_checked()
    expect(page.locator("[data-chosen]")).to_have_count(2)
    expect(page.locator(".map-borders path")).to_have_count(2)
    page.locator('form.order [data-area="shinden"]').press("Space")
    expect(page.get_by_label("新田", exact=True)).not_to_be_checked()
    page.get_by_label("災害の種類").select_option("flood")
    page.get_by_label("発令の理由").select_option("flood_rising")
    press(page, "文面を確かめる")
    expect(page.locator("blockquote").first).to_contain_text("川辺に、避難指示を発令しました")
    judge(page)
    press(page, "承認を求める")
    other = sign_in(open_page, house, second, 390)
    press(other, "承認して発令する")
    expect(other.locator("#issued + ul")).to_contain_text("川辺")
    judge(other)
    other.goto(f"{house.url}/alerts?lang=ja")
    other.wait_for_load_state("domcontentloaded")
    expect(other.locator("#map-row-kawabe")).to_contain_text("避難指示")
    judge(other)
