"""Over two hundred hostile citizens in LINE, by what they say and are called: nobody's page runs any of it."""

from __future__ import annotations

import logging

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
from tests.hostile import EVIL, HOSTILE, MARK
from tests.scenarios.office import Citizen, Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

PAGES = ("unanswered/", "unanswered/?state=new", "figures", "audit", "faq/", "desk", "members")


@pytest.fixture
def page(open_page: OpenPage, demo_office: Office) -> Page:
    """Somebody who may see everything."""
    with demo_office.counter.database.write() as session:
        grants = frozenset(Grant(role) for role in Role if role != Role.SERVICE)
        newcomer = Newcomer("all", "全部 見子", grants, PASSWORD_HASH, must_change_password=False)
        create_member(session, newcomer, Acting(Actor("system", ""), utc_now()))
    page = open_page(f"{demo_office.url}/admin/sign-in", width=1280)
    page.locator("#login").fill("all")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("ホーム")
    return page


def test_nothing_runs_and_nothing_is_logged(page: Page, demo_office: Office, caplog: pytest.LogCaptureFixture) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if EVIL in request.url.split("?")[0] else None)
    with caplog.at_level(logging.INFO):
        for words in HOSTILE:
            citizen = Citizen(demo_office)
            demo_office.line.add_citizen(words, user_id=citizen.id)
            assert citizen.says(words).status == 200
        demo_office.settle()
    assert {status for _, status in demo_office.statuses()} == {"done"}
    for address in (*(f"/admin/{path}" for path in PAGES), "/simulator/"):
        page.goto(f"{demo_office.url}{address}")
        page.wait_for_timeout(300)
        assert page.title() != MARK, address
        assert page.locator("main iframe, main object, main base, main script").count() == 0, address
    assert asked == []
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "admin", "handlers"))]
    assert not [line for line in ours if any(words.strip() and words.strip() in line for words in HOSTILE)]
