"""What hostile people would be called: nothing of it runs in a real Chromium, wherever it is shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.models.staff import Role
from tests.admin.staff_house import PASSWORD, StaffHouse
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.hostile import HOSTILE, MARK

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

SOME = HOSTILE[::8]  # where each takes a second: a sign-in is slow on purpose


@pytest.fixture
def page(open_page: OpenPage, house: StaffHouse) -> Page:  # noqa: F811
    house.add("boss", Role.ADMINISTRATOR)
    return open_page(f"{house.url}/admin/sign-in", width=1280)


def expect_nothing_ran(page: Page) -> None:
    assert page.title() != MARK
    assert page.evaluate("document.querySelectorAll('script:not([src]), iframe, object, embed, base').length") == 0
    named = "[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())"
    assert not [name for name in page.evaluate(named) if name.startswith("on")]


def test_as_names_and_devices(page: Page, house: StaffHouse) -> None:
    assert len(set(HOSTILE)) >= 200
    ids = [house.add(f"member{number}", name=name[:100] or name) for number, name in enumerate(HOSTILE)]
    for name in SOME:
        browser = house.browser()
        browser.goes_to("/admin/sign-in")
        token = browser.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        agent = "".join(sign for sign in name if " " <= sign <= "~")
        fields = {"csrf_token": token, "login": "boss", "password": PASSWORD}
        assert browser.asks("POST", "/admin/sign-in", fields, User_Agent=agent).status == 303
    for login in ("member0", "boss"):
        page.context.clear_cookies()
        page.goto(f"{house.url}/admin/sign-in")
        page.locator("#login").fill(login)
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("ホーム")
        expect_nothing_ran(page)
    for path in ("/admin/me", "/admin/members", *(f"/admin/members/{id}" for id in ids[::4])):
        page.goto(f"{house.url}{path}")
        expect_nothing_ran(page)


def test_as_what_is_typed(page: Page, house: StaffHouse) -> None:
    for text in SOME:
        page.locator("#login").fill(text)
        typed = page.locator("#login").input_value()  # on one line
        page.locator("#password").fill("")
        page.keyboard.press("Enter")
        expect(page.locator("#password-wrong")).to_be_visible()
        assert page.locator("#login").input_value() == typed
        expect_nothing_ran(page)
        page.goto(f"{house.url}/admin/sign-in?next={'/admin/?'}{text.replace('#', '')}&lang={text[:5]}")
        expect_nothing_ran(page)
