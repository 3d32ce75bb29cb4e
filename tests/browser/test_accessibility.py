"""Pages of the whole counter in their states before two judges of accessibility, which must find nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.services.audit import Actor
from handlers.my_data.links import sign_conversation
from tests.bot.audit.entries import write
from tests.browser.conftest import OpenPage
from tests.browser.judges import expect_no_faults, require_judges
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

Faq = dict[str, dict[str, str]]


@pytest.fixture(autouse=True)
def _judged_by_both() -> None:
    require_judges()


def say(page: Page, text: str, answers: int) -> None:
    page.locator("#text").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#log .entry-bot")).to_have_count(answers)


def test_what_the_counter_really_answers(open_page: OpenPage, office: Office, faq: Faq) -> None:
    page = open_page(office.url)
    say(page, faq["residents-001"]["question"], 1)
    say(page, "火事です", 2)
    say(page, "自分のデータ", 3)
    say(page, "ことばを変えたい", 4)
    expect_no_faults(page)
    page.locator("#log .choice", has_text="Tiếng Việt").click()
    expect(page.locator("#log .entry-bot")).to_have_count(5)
    say(page, faq["residents-001"]["question"], 6)
    expect_no_faults(page)


def test_where_nobody_knows_the_language(open_page: OpenPage, office: Office) -> None:
    page = open_page(office.url, locale="de-DE")
    say(page, "123", 1)
    expect_no_faults(page)


@pytest.mark.parametrize("locale", ["ja-JP", "zh-CN"])
def test_the_other_pages(open_page: OpenPage, office: Office, locale: str) -> None:
    page = open_page(f"{office.url}/quality", locale=locale)
    expect_no_faults(page)
    page.goto(f"{office.url}/my-data/nobody")
    expect_no_faults(page)


@pytest.mark.parametrize("language", ["ja", "ja-easy", "vi"])
def test_who_has_seen_ones_data(open_page: OpenPage, office: Office, language: str) -> None:
    address = f"{office.url}/my-data/{sign_conversation(office.settings.secret_key, 1)}/accesses?lang={language}"
    page = open_page(address)
    expect_no_faults(page)  # nobody yet
    with office.counter.database.write() as session:
        write(session, 1)
        write(session, 1, actor=Actor("staff", "8", role="auditor"), purpose="quality")
    page.reload()
    expect(page.locator("li")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect_no_faults(page)


def test_the_simulator_and_a_page_of_the_demo_city(open_page: OpenPage, demo_office: Office, faq: Faq) -> None:
    page = open_page(f"{demo_office.url}/simulator/", width=1280)
    page.get_by_role("button", name="友だちに追加").first.click()
    for words in ("ことばを変えたい", faq["residents-001"]["question"]):
        page.locator("#composer textarea").fill(words)
        page.locator("#composer textarea").press("Enter")
    expect(page.locator("#chat")).to_contain_text("市が確認した日")
    expect_no_faults(page)
    page.goto(f"{demo_office.url}/simulator/site/")
    expect(page.locator("madoguchi-chat .launcher")).to_be_visible()
    expect_no_faults(page)
