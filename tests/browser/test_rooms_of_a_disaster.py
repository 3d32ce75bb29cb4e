"""What citizens and staff see of news, reports, segments and a disaster, in a real Chromium before two judges."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bot.clock import utc_now
from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.texts import load_texts
from handlers.news import public as news
from handlers.reports import public as reports
from handlers.reports.links import report_url
from handlers.reports.models import DamageReport
from handlers.subscriptions import public as subscriptions
from handlers.subscriptions.links import page_url
from tests.admin.staff_house import StaffHouse, serve_staff_house
from tests.admin.test_accessibility import judge
from tests.browser.conftest import OpenPage
from tests.browser.judges import require_judges
from tests.handlers.news.sending import correct, send
from tests.handlers.reports.admin.test_pages import fill
from tests.handlers.shelters.files import PARK, SCHOOL, import_rows

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
STAFF_PAGES = ("segments/new", "safety", "disaster", "shelters", "disaster-mode")


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    with serve_staff_house(database, load_texts()) as opened:
        for room in (news, reports, subscriptions):
            opened.app.register_blueprint(room.create_blueprint(database, opened.house.engine.house))
        fill(database, utc_now())
        yield opened


def go(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("domcontentloaded")


def test_news_and_what_one_wants_to_hear_of(house: StaffHouse, open_page: OpenPage) -> None:
    require_judges()
    now = utc_now()
    for minute in range(51):
        id = send(house.database, f"n{minute}", {"everyone": True}, now + timedelta(minutes=minute))
    correct(house.database, id, "時刻の誤りを直しました。", now + timedelta(hours=2))
    page = open_page(f"{house.url}/news?lang=ja")
    expect(page.locator("article")).to_have_count(50)
    with page.expect_navigation():
        page.get_by_role("link", name="これより前のお知らせ").press("Enter")
    expect(page.locator("article")).to_have_count(1)
    judge(page)
    go(page, page_url(house.url, house.house.engine.house.secret_key, 1, "ja"))
    page.get_by_text("南部地区", exact=True).press("Enter")
    page.get_by_label("川辺", exact=True).check()
    judge(page)


def test_where_it_is_is_picked_on_the_map_by_keyboard_or_by_a_tap(house: StaffHouse, open_page: OpenPage) -> None:
    require_judges()
    page = open_page(report_url(house.url, house.house.engine.house.secret_key, 1, "ja"))
    page.wait_for_load_state("domcontentloaded")
    latitude = page.locator("[name=latitude]")
    page.locator('form [data-area="kawabe"]').press("Enter")
    expect(page.locator("#area")).to_have_value("kawabe")
    picked = latitude.input_value()
    page.locator('form [data-area="kita"] path').click()
    expect(latitude).not_to_have_value(picked)
    judge(page)
    with page.expect_navigation():
        page.get_by_role("button", name="この場所にする").press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    assert house.rows(DamageReport)[0].place["area"] == "kita"


def test_what_staff_see_in_a_disaster(house: StaffHouse, open_page: OpenPage) -> None:
    require_judges()
    import_rows(house.database, SCHOOL, PARK)
    grants = (Grant(Role.SERVICE, "", room) for room in ("disaster", "shelters", "safety"))
    house.add("all", Role.BROADCASTER, *grants, language="ja")
    page = open_page(f"{house.url}/admin/sign-in", width=1280)
    cookies = house.sign_in("all").cookies.items()
    page.context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in cookies])
    for path in STAFF_PAGES:
        go(page, f"{house.url}/admin/{path}")
        judge(page)
