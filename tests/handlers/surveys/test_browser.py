"""The whole way in a real Chromium: written, let out by somebody else, answered, and there as a chart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.models.broadcasts import Broadcast
from bot.models.staff import Role
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.surveys import public
from tests.admin.staff_house import PASSWORD, StaffHouse, serve_staff_house
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED, PHONE, Look

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
UNTIL = f"{(utc_now() + timedelta(days=7)).astimezone(TOKYO):%Y-%m-%dT%H:%M}"


def sign_in(page: Page, house: StaffHouse, login: str, path: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{house.url}/admin/sign-in?next={path}")
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")


def judge(page: Page, *more: Look) -> None:
    expect_no_faults(page, *more)
    PHONE.put_on(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def let_leave(house: StaffHouse) -> None:
    """Also at night, when what is not urgent waits for the morning."""
    with house.database.write() as session:
        session.get_one(Broadcast, 1).started_at = utc_now()


def test_from_the_question_to_the_chart(database: Database, open_page: OpenPage) -> None:  # noqa: F811
    require_judges()
    with serve_staff_house(database, load_texts(), city_folder=DEMO_CITY) as house:
        house.app.register_blueprint(public.create_blueprint(database, house.house.engine.house))
        house.add("writer", Role.BROADCASTER, language="ja")
        house.add("approver", Role.APPROVER, language="ja")
        page = open_page(f"{house.url}/admin/sign-in")
        sign_in(page, house, "writer", "/admin/surveys")
        page.locator(".heading a.main").click()
        page.locator("#title_ja").fill("窓口の満足度")
        page.locator("#closes_at").fill(UNTIL)
        page.locator("#q1_words_ja").fill("窓口はいかがでしたか")
        page.locator("#q2_kind").select_option("text")
        page.locator("#q2_words_ja").fill("ほかにありますか")
        judge(page)
        page.get_by_role("button", name="保存して見え方を確かめる").click()
        page.get_by_role("button", name="承認に出す").click()
        expect(page.locator("h1 .badge")).to_have_text("承認待ち")

        sign_in(page, house, "approver", "/admin/broadcasts/1")
        page.get_by_role("button", name="この内容で承認して配信する").click()
        page.wait_for_load_state("domcontentloaded")
        let_leave(house)

        page.goto(f"{house.url}/surveys?lang=ja")
        page.get_by_role("link", name="窓口の満足度").click()
        judge(page)
        page.get_by_role("button", name="答えを送る").click()
        expect(page.locator("#q1")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.locator("#q2").fill("早い")
        page.get_by_role("button", name="答えを送る").click()
        expect(page.locator("[role=status]")).to_contain_text("ご回答ありがとうございました")

        sign_in(page, house, "writer", "/admin/surveys/1")
        expect(page.locator(".bars figcaption").first).to_contain_text("平均 4.0（5が最もよい、1人）")
        judge(page, FORCED)
