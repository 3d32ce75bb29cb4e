"""Answers that wait for a look, in a real Chromium: by the keyboard alone, live, and before the judges."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.city import City
from bot.db import Database
from bot.models.staff import Role
from bot.services.desk.requests import QUEUE
from nlu.interpreter import Interpreter
from tests.admin.conftest import OpenHouse
from tests.admin.desk.conftest import Office
from tests.admin.staff_house import PASSWORD
from tests.admin.test_accessibility import judge
from tests.admin.test_walk_browser import tab_to
from tests.bot.desk.approving import BY_POST, FEE, Checked, approving, open_checked
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import require_judges

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def checked(database: Database, tmp_path: Path, open_city: City, interpreter: Interpreter) -> Checked:
    return open_checked(database, tmp_path, approving(open_city, "residents"), interpreter)


@pytest.fixture
def office(open_house: OpenHouse, checked: Checked) -> Office:
    return Office(open_house(engine=checked.citizen.engine), checked.citizen)


@pytest.fixture
def page(open_page: OpenPage, office: Office) -> Page:  # noqa: F811
    office.house.add("hanako", Role.OPERATOR, name="信濃 花子")
    page = open_page(f"{office.house.url}/admin/sign-in?next=%2Fadmin%2Fdesk")
    page.locator("#login").fill("hanako")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#queue")).to_be_visible()
    return page


def ring(office: Office) -> None:
    """As the worker does after a turn."""
    for topic in (QUEUE, f"conversation:{office.citizen.id}"):
        office.house.house.bell.ring(topic)


def test_three_answers_are_approved_edited_and_closed_by_the_keyboard(page: Page, office: Office) -> None:
    office.citizen.says(FEE)
    ring(office)
    expect(page.locator("a.open")).to_be_visible()
    tab_to(page, "a.open")
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_have_count(1)
    office.citizen.says(BY_POST)
    ring(office)
    expect(page.locator(".draft")).to_have_count(2)  # by itself
    tab_to(page, ".draft .main")
    page.keyboard.press("Enter")
    expect(page.locator("#entries .operator")).to_contain_text("1通300円です。")
    expect(page.locator(".draft")).to_have_count(1)
    expect(page.locator("#panel")).to_be_focused()

    tab_to(page, ".draft details[id$=edit] summary")
    page.keyboard.press("Enter")
    tab_to(page, ".draft textarea[name=words]")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("郵送でも取れます。")
    tab_to(page, ".draft details[id$=edit] button")
    page.keyboard.press("Enter")
    expect(page.locator("#entries .operator").last).to_contain_text("郵送でも取れます。")
    expect(page.locator(".owner")).to_contain_text("この会話は終わりました")


def test_what_is_typed_stays_when_the_faq_changes_under_it(page: Page, office: Office, checked: Checked) -> None:
    office.citizen.says(FEE)
    page.goto(f"{office.house.url}{office.path}")
    page.locator(".draft details[id$=edit] summary").click()
    page.locator(".draft textarea[name=words]").fill("1通350円です。")
    checked.rewrites_faq("1通300円", "1通400円")
    page.locator(".draft details[id$=edit] button").click()
    expect(page.locator(".draft .caution")).to_contain_text("そのあと変わりました")
    expect(page.locator(".draft textarea[name=words]")).to_have_value("1通350円です。")
    expect(page.locator(".draft textarea[name=words]")).to_be_visible()
    page.locator(".draft details[id$=edit] button").click()
    expect(page.locator("#entries .operator")).to_contain_text("1通350円です。")


def test_the_judges_find_nothing(page: Page, office: Office, checked: Checked) -> None:
    require_judges()
    office.citizen.says(FEE)
    office.citizen.says(BY_POST)
    checked.rewrites_faq("1通300円", "1通400円")
    page.goto(f"{office.house.url}/admin/desk")
    judge(page)
    page.goto(f"{office.house.url}{office.path}")
    expect(page.locator(".draft")).to_have_count(2)
    for box in page.locator(".draft details").all():
        box.locator("summary").click()
    judge(page)
    page.locator("form[action$='/claim'] button").click()
    expect(page.locator("#file")).to_be_visible()
    judge(page)
