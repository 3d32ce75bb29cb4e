"""The calendar in a real Chromium: a number dragged onto another time, and nothing wrong to judges and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.services.reservations.closing import close
from tests.admin.places.conftest import reserve
from tests.admin.staff_house import StaffHouse
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED, PHONE
from tests.handlers.card_center.places import FIRST, day_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

DAY = f"/admin/places?on={day_of(FIRST)}"


@pytest.fixture
def page(house: StaffHouse, browser: Browser) -> Iterator[Page]:
    """Of a member who works there; two have reserved the first time."""
    reserve(house)
    reserve(house, units=2)
    context = browser.new_context(locale="ja-JP", base_url=house.url, viewport={"width": 1280, "height": 900})
    cookies = house.sign_in("c.staff").cookies
    context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in cookies.items()])
    yield context.new_page()
    context.close()


def test_a_number_is_dragged_to_another_time_and_moved_when_it_is_confirmed(page: Page) -> None:
    page.goto(DAY)
    page.wait_for_load_state("domcontentloaded")
    page.locator(".chip", has_text="M-000001").drag_to(page.locator("[data-timeframe='2']"))
    expect(page.locator("h1")).to_have_text("予約 M-000001 を移す")
    page.get_by_role("button", name="移して、ご本人に知らせる").click()
    expect(page.get_by_role("status")).to_contain_text("ご本人にお知らせします")
    page.goto(DAY)
    expect(page.locator("[data-timeframe='2'] .chip")).to_contain_text("M-000001")
    page.locator(".chip", has_text="M-000002").focus()  # the same by the keyboard
    page.keyboard.press("Enter")
    page.locator(".times a").first.press("Enter")
    expect(page.get_by_role("button", name="移して、ご本人に知らせる")).to_be_visible()


def test_the_pages_are_without_faults_and_fit_a_phone(page: Page, house: StaffHouse) -> None:
    require_judges()
    with house.database.write() as session:
        close(session, [1, 3], "点検")
    for path in (DAY, "/admin/places/times/1", "/admin/places/conflicts"):
        page.goto(path)
        expect(page.locator("h1")).to_have_count(1)
        expect_no_faults(page, FORCED)
        PHONE.put_on(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.set_viewport_size({"width": 1280, "height": 900})
