"""The door's pages before two judges of accessibility, which must find nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.arrivals.door import LATER, Doors, open_doors
from tests.admin.staff_house import PASSWORD
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def doors(database: Database) -> Iterator[Doors]:
    with open_doors(database, at_noon=False) as opened:
        yield opened


def test_neither_judge_finds_anything(open_page: OpenPage, doors: Doors) -> None:  # noqa: F811
    require_judges()
    doors.reserves()
    doors.reserves(LATER)
    doors.house.add("door", Grant(Role.SERVICE, service="card_center"), language="ja")
    page = open_page(f"{doors.house.url}/admin/sign-in")
    page.locator("#login").fill("door")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".sections")).to_be_visible()
    for path in (doors.path(), f"{doors.path()}/message"):
        page.goto(doors.house.url + path)
        expect(page.locator("h1")).to_have_count(1)
        expect_no_faults(page)
        PHONE.put_on(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
