"""Both sides in a real Chromium: written on a telephone, answered by staff, found again by the word, left at once; and
every page before two judges of accessibility."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bot.models.staff import Role
from bot.services.staff.principal import Grant
from handlers.child_consultation.models import ChildSitting
from tests.admin.staff_house import PASSWORD, StaffHouse
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED
from tests.handlers.child_consultation.centre import BASE, HOME, SERVICE, add_staff

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
WORDS = "子どもが学校に行きたがりません。"


def begin(page: Page, words: str) -> str:
    """The word to come back by."""
    page.wait_for_load_state("domcontentloaded")
    page.get_by_label("相談したいこと").fill(words)
    page.get_by_role("button", name="送る").click()
    expect(page.locator("#code-words")).to_be_visible()
    return page.locator("#code-words").inner_text()


def sign_in(page: Page, house: StaffHouse) -> None:
    house.add("nurse", Grant(Role.SERVICE, "family-center", SERVICE), language="ja")
    page.goto(f"{house.url}/admin/sign-in")
    page.locator("#login").fill("nurse")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/admin/?$"))


def test_written_answered_found_again_and_left(house: StaffHouse, open_page: OpenPage) -> None:  # noqa: F811
    page = open_page(house.url + HOME)
    code = begin(page, WORDS)
    page.get_by_role("button", name="書きとめました").click()
    expect(page.locator("#code-words")).to_have_count(0)
    expect(page.get_by_text(WORDS)).to_be_visible()
    staff = add_staff(house, "nurse")
    staff.goes_to(f"{BASE}/cases/1")
    staff.sends(f"{BASE}/cases/1/claim", discipline="nurse")
    staff.sends(f"{BASE}/cases/1/answer", words="はなしてくれて ありがとう。")
    page.get_by_role("link", name="新しい返事を確かめる").click()
    expect(page.get_by_text("はなしてくれて ありがとう。")).to_be_visible()
    assert page.title().startswith("市のページ")
    assert page.evaluate("history.length") <= 2  # the steps took each other's place
    with page.expect_request("https://weather.example/"):  # which there is not
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    expect(page.get_by_text(WORDS)).to_have_count(0)
    assert house.rows(ChildSitting) == []
    back = open_page(house.url + HOME)
    back.get_by_label("合言葉", exact=True).fill(code)
    back.get_by_role("button", name="続きを開く").click()
    expect(back.get_by_text(WORDS)).to_be_visible()


def test_every_page_pleases_both_judges(house: StaffHouse, open_page: OpenPage) -> None:  # noqa: F811
    require_judges()
    page = open_page(house.url + HOME, width=320)
    expect_no_faults(page, FORCED)
    page.get_by_role("button", name="送る").click()
    expect(page.get_by_role("alert")).to_be_visible()
    begin(page, "いま おとうさんに なぐられてる たすけて")
    expect_no_faults(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk = open_page(f"{house.url}/admin/sign-in", width=390)
    sign_in(desk, house)
    for path in ("", "/cases/1", "/figures"):
        desk.goto(f"{house.url}{BASE}{path}")
        expect_no_faults(desk)
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    desk.goto(f"{house.url}{BASE}/cases/1")
    desk.get_by_role("button", name="この知らせを受ける").click()
    expect(desk.get_by_text("あなたが受けました")).to_be_visible()
    expect_no_faults(desk)
