"""The staff's pages of health records in a real Chromium, by the keyboard alone, before two judges of accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from bot.clock import utc_now
from bot.db import Database
from bot.demo_data.health_rules import seed_health_rules
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.texts import load_texts
from handlers.health_records.models import HealthPerson, RequestKind
from handlers.health_records.service.appointments import Asking, book
from handlers.health_records.service.eligibility import list_wanted
from handlers.health_records.service.pausing import PauseKind, propose_pause
from handlers.health_records.service.planning import make_plan
from handlers.health_records.service.reading import find_person
from handlers.health_records.service.requests import ask
from handlers.health_records.service.visits import find_or_add_account
from tests.admin.staff_house import PASSWORD, StaffHouse, serve_staff_house, understand_nothing
from tests.admin.test_walk_browser import press, tab_to, write
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import list_faults, require_judges
from tests.browser.judges.looks import PHONE
from tests.dialogue.counter import make_engine
from tests.handlers.health_records.admin.test_absent import TODAY, YEAR, person
from tests.handlers.health_records.admin.test_rules import make_city
from tests.handlers.health_records.files import bring_in
from tests.handlers.health_records.times import add_time

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
COLON = "screening_colon"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[StaffHouse]:
    """Somebody who did not come for years and has booked now, with a request and a long illness that wait."""
    born = TODAY.replace(year=TODAY.year - 51, month=5, day=1)
    rows = [person(number, born, 受診日=TODAY.replace(year=YEAR, month=4, day=1).isoformat()) for number in range(6)]
    bring_in(database, tmp_path / "screening.csv", [*rows, person(6, born), {**person(7, born), "受診日": "?"}])
    seed_health_rules(database, utc_now())
    time = add_time(database, COLON, days=1, capacity=9)
    with database.write() as session:
        one = find_person(session, database.vault, "3000006")
        assert one is not None
        book_and_ask(session, database, one, time)
    city = make_city(reviewers={"a.nurse": "nurse"})
    engine = make_engine(database, Path("there is no index"), city, understand_nothing)
    with serve_staff_house(database, load_texts(), engine=engine) as opened:
        opened.add("a.nurse", Grant(Role.SERVICE, "health", "health_records"), language="ja")
        yield opened


def book_and_ask(session: Session, database: Database, one: HealthPerson, time: int) -> None:
    now, id = utc_now(), one.id or 0
    account = find_or_add_account(session, database.vault, "1", now)
    wanted = list_wanted(*make_plan(session, id, TODAY))[COLON]
    book(session, database.vault, Asking(account, id, wanted, "ja"), time, 0, now)
    span = (TODAY - timedelta(days=900), TODAY - timedelta(days=90))
    propose_pause(session, database.vault, id, *span, PauseKind.BLOOD, "意見書", None, now)
    ask(session, RequestKind.CORRECTION, account, now, person_id=id, wish="受診日は11月2日です")


def judge(page: Page, heading: str) -> None:
    """Neither judge finds anything, on a phone with large letters, and nothing is scrolled sideways."""
    expect(page.locator("h1")).to_have_text(heading)
    PHONE.put_on(page)
    assert list_faults(page) == [], heading
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), heading


def test_by_the_keyboard_before_the_judges(open_page: OpenPage, house: StaffHouse) -> None:  # noqa: F811
    require_judges()
    base = f"{house.url}/admin/health_records"
    page = open_page(f"{house.url}/admin/sign-in", width=1280)
    write(page, "#login", "a.nurse")
    write(page, "#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("ホーム")
    page.goto(base)
    judge(page, "健康の記録")
    write(page, "#number", "3000006")
    give_reason(page)
    judge(page, "検診 6 (ケンシン 6)")
    write(page, "input[name=pause_why]", "意見書を確認")
    press(page, "form[action*='/pauses/'] .main")
    expect(page.get_by_role("status")).to_contain_text("決めました")
    page.goto(f"{base}/requests")
    judge(page, "申請と訂正の求め")
    press(page, "table button")
    expect(page.locator("h1")).to_contain_text("訂正の求め")
    judge(page, page.locator("h1").inner_text())
    page.goto(f"{base}/non-attenders")
    tab_to(page, "#rule")
    page.locator("#rule").select_option(COLON)
    give_reason(page)
    expect(page.locator("tbody")).to_contain_text("検診 6")
    judge(page, "受けていない方")
    page.goto(f"{base}/sessions")
    judge(page, "健診・検診の時間")
    press(page, "table a")
    expect(page.locator("h1")).to_have_text("大腸がん検診")
    give_reason(page, ".second")
    expect(page.locator("tbody")).to_contain_text("検診 6")
    judge(page, "大腸がん検診")
    for path, heading in (
        ("rates", "がん検診の受診率"),
        ("rules", "接種・健診・検診のきまり"),
        ("imports", "取り込み"),
    ):
        page.goto(f"{base}/{path}")
        judge(page, heading)
    page.goto(f"{base}/rules")
    press(page, "table a")
    expect(page.locator(".about")).to_be_visible()
    judge(page, page.locator("h1").inner_text())


def give_reason(page: Page, button: str = ".main") -> None:
    tab_to(page, "#purpose")
    page.keyboard.press("ArrowDown")
    write(page, "#reason", "受診の案内")
    press(page, f"form:has(#reason) {button}")
