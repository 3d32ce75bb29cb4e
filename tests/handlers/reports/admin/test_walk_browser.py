"""The map and an incident in a real Chromium, by the keyboard, before two judges."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.admin.test_accessibility import judge
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import require_judges
from tests.handlers.reports.admin.test_pages import BASE, house, staff  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def open_signed_in(open_page: OpenPage, house: StaffHouse, staff: StaffBrowser, path: str) -> Page:  # noqa: F811
    page = open_page(f"{house.url}/admin/sign-in")
    page.context.add_cookies([{"name": k, "value": v, "url": house.url} for k, v in staff.cookies.items()])
    page.goto(f"{house.url}{path}")
    page.wait_for_load_state("domcontentloaded")
    return page


def test_the_map_is_gone_through_by_keyboard_and_leads_to_an_incident(
    open_page: OpenPage,  # noqa: F811
    house: StaffHouse,  # noqa: F811
    staff: StaffBrowser,  # noqa: F811
) -> None:
    require_judges()
    page = open_signed_in(open_page, house, staff, BASE)
    judge(page)
    svg = page.locator("svg.map-city").first
    page.get_by_role("button", name="地図を大きくする").press("Enter")
    expect(svg).to_have_attribute("data-zoom", "2")
    before = svg.get_attribute("viewBox")
    page.locator('[data-area="kawabe"]').focus()
    page.keyboard.press("ArrowLeft")
    expect(svg).not_to_have_attribute("viewBox", before or "")
    page.get_by_role("button", name="全体を表示").press("Enter")
    expect(svg).to_have_attribute("data-zoom", "1")
    with page.expect_navigation():
        page.locator("svg.map-city .map-pin").press("Enter")
    page.wait_for_load_state("domcontentloaded")
    expect(page.get_by_role("heading", level=1)).to_contain_text("道路・橋 1")
    judge(page)
