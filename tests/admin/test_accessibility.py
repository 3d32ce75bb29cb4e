"""Every staff page before two judges of accessibility, which must find nothing."""

from __future__ import annotations

import pyotp
import pytest
from playwright.sync_api import Page, expect

from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.staff_house import PASSWORD, StaffHouse
from tests.admin.test_figures import fill
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("language", ["ja", "en"]),
]

SECRET = pyotp.random_base32(32)
LONG = "pneumonoultramicroscopicsilicovolcanoconiosis@department.of.long.names.city.example"


@pytest.fixture(autouse=True)
def _judged_by_both() -> None:
    require_judges()


def judge(page: Page) -> None:
    """Neither judge finds anything, and nothing has to be scrolled sideways on a phone with large letters."""
    expect(page.locator("h1")).to_have_count(1)
    expect_no_faults(page, FORCED)
    PHONE.put_on(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.fixture
def page(open_page: OpenPage, house: StaffHouse, language: str) -> Page:  # noqa: F811
    house.add("boss", Role.ADMINISTRATOR, Role.OPERATOR, name="長野 理恵", language=language)
    house.add("none", language=language)
    house.add("two", totp_secret=SECRET, language=language)
    grants = (Grant(Role.EDITOR, "residents"), Grant(Role.SERVICE, "tax", "faq"))
    house.add(LONG, *grants, name="とても長い名前の職員" * 4, is_active=False)
    return open_page(f"{house.url}/admin/sign-in?lang={language}")


def sign_in(page: Page, house: StaffHouse, login: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{house.url}/admin/sign-in")
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_signing_in(page: Page, house: StaffHouse) -> None:
    judge(page)
    page.keyboard.press("Enter")
    page.locator("#login").fill("nobody")
    page.locator("#password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#login-wrong")).to_be_visible()
    judge(page)
    sign_in(page, house, "two")
    expect(page.locator("#code")).to_be_visible()
    judge(page)
    sign_in(page, house, "none")
    expect(page.locator(".empty")).to_be_visible()
    judge(page)
    page.goto(f"{house.url}/admin/members")
    judge(page)


def test_ones_own_account(page: Page, house: StaffHouse) -> None:
    house.sign_in("boss")
    sign_in(page, house, "boss")
    expect(page.locator(".cards")).to_be_visible()
    judge(page)
    for path in ("/admin/me", "/admin/me/password", "/admin/factors", "/admin/factors/app", "/admin/nothing"):
        page.goto(f"{house.url}{path}")
        judge(page)
    page.goto(f"{house.url}/admin/me/password")
    page.locator(".narrow .main").click()
    expect(page.locator("#current-wrong")).to_be_visible()
    judge(page)
    page.goto(f"{house.url}/admin/factors/app")
    secret = page.locator("[name=secret]").input_value()
    page.locator("#code").fill(pyotp.TOTP(secret).at(house.clock()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    judge(page)
    page.locator("form[action$='/factors/codes'] button").click()
    expect(page.locator(".codes")).to_be_visible()
    judge(page)


def test_members(page: Page, house: StaffHouse) -> None:
    sign_in(page, house, "boss")
    expect(page.locator(".cards")).to_be_visible()
    ids = {row: house.member(row).id for row in ("boss", LONG)}
    for path in ("/members", "/members?q=zzz", "/members/new", *(f"/members/{id}" for id in ids.values())):
        page.goto(f"{house.url}/admin{path}")
        judge(page)
    page.goto(f"{house.url}/admin/members/new")
    page.locator(".narrow .main").click()
    expect(page.locator("#name-wrong")).to_be_visible()
    judge(page)
    page.locator("#name").fill("鈴木")
    page.locator("#login").fill("suzuki")
    page.locator(".narrow .main").click()
    expect(page.locator(".secret")).to_be_visible()
    judge(page)
    page.goto(f"{house.url}/admin/members/{ids['boss']}")
    page.locator("form[action$='/disable'] button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    judge(page)


def test_the_audit_log(page: Page, house: StaffHouse) -> None:
    house.add("aki", Role.AUDITOR)
    sign_in(page, house, "aki")
    expect(page.locator(".cards")).to_be_visible()
    newest = house.entries()[-1].sequence
    for path in ("/audit", "/audit?actor=nobody", "/audit/1", f"/audit/{newest}"):
        page.goto(f"{house.url}/admin{path}")
        judge(page)


def test_the_figures(page: Page, house: StaffHouse) -> None:
    sign_in(page, house, "boss")
    expect(page.locator(".cards")).to_be_visible()
    page.goto(f"{house.url}/admin/figures")
    judge(page)
    fill(house.database, house.clock())
    page.goto(f"{house.url}/admin/figures")
    expect(page.locator("svg").first).to_be_visible()
    judge(page)
