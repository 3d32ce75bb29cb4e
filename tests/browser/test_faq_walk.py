"""An editor and an approver change an answer in the browser, and a citizen in the web chat gets it; and the old one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bot.clock import utc_now
from bot.models.staff import Role
from bot.services.audit import Actor
from bot.services.staff.members import Newcomer, create_member
from bot.services.staff.principal import Grant
from bot.services.staff.recording import Acting
from tests.admin.staff_house import PASSWORD, PASSWORD_HASH
from tests.browser.conftest import OpenPage
from tests.browser.own_office import open_own_office  # noqa: F401
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

FEE = "住民票の写しの手数料はいくらですか。"


@pytest.fixture
def own_office(open_own_office: OpenOffice) -> Office:  # noqa: F811
    """A counter with an editor and an approver."""
    office = open_own_office()
    for login, role in (("editor", Role.EDITOR), ("approver", Role.APPROVER)):
        with office.counter.database.write() as session:
            grants = frozenset({Grant(role, "residents")})
            newcomer = Newcomer(login, login.title(), grants, PASSWORD_HASH, must_change_password=False)
            create_member(session, newcomer, Acting(Actor("system", ""), utc_now()))
    return office


def sign_in(open_page: OpenPage, office: Office, login: str) -> Page:
    page = open_page(f"{office.url}/admin/faq/?q=residents-001", width=1280)
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=FEE).click()
    return page


def hear(page: Page, office: Office, words: str) -> None:
    """Once the counter has it, the citizen asks and is answered with these words."""
    for _ in range(100):
        if words in office.counter.knowledge.search(FEE).hits[0].text:
            break
        page.wait_for_timeout(200)
    count = page.locator("#log .entry-bot").count()
    page.locator("#text").fill(FEE)
    page.keyboard.press("Enter")
    expect(page.locator("#log .entry-bot")).to_have_count(count + 1)
    expect(page.locator("#log .entry-bot").last).to_contain_text(words)


def test_an_answer_is_changed_and_comes_back(open_page: OpenPage, own_office: Office) -> None:
    citizen = open_page(own_office.url)
    hear(citizen, own_office, "300円")
    editor, approver = (sign_in(open_page, own_office, login) for login in ("editor", "approver"))
    editor.get_by_role("link", name="直す").click()
    answer = editor.locator("#answer_ja")
    answer.fill(answer.input_value().replace("300円", "350円"))
    editor.get_by_role("button", name="下書きを保存").click()
    expect(editor.locator("ins", has_text="350")).to_be_visible()
    hear(citizen, own_office, "300円")
    editor.get_by_role("button", name="確認を依頼する").click()
    approver.reload()
    approver.get_by_role("button", name="版2を公開する").click()
    expect(approver.get_by_role("status")).to_contain_text("公開しました")
    hear(citizen, own_office, "350円")
    approver.get_by_role("button", name=re.compile("この版を公開する.*版1")).click()
    expect(approver.get_by_role("status")).to_contain_text("前の版を公開しました")
    hear(citizen, own_office, "300円")
