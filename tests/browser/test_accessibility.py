"""Every page in its states before two judges of accessibility, which must find nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.judges import list_faults, require_judges
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

Faq = dict[str, dict[str, str]]
Looks = dict[str, Any]

PLAIN: Looks = {}
NARROW: Looks = {"width": 320, "height": 640}
WIDE: Looks = {"width": 1280, "height": 900}
DARK: Looks = {"color_scheme": "dark"}
VIETNAMESE: Looks = {"locale": "vi-VN"}
LOOKS = {"plain": PLAIN, "narrow": NARROW, "wide": WIDE, "dark": DARK, "vietnamese": VIETNAMESE}


@pytest.fixture(autouse=True)
def _judged_by_both() -> None:
    require_judges()


@pytest.fixture(params=LOOKS)
def looks(request: pytest.FixtureRequest) -> Looks:
    return LOOKS[request.param]


def say(page: Page, text: str, answers: int) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#log .entry-bot")).to_have_count(answers)


def expect_no_faults(page: Page) -> None:
    faults = list_faults(page)
    assert faults == [], "\n".join(["", *faults])


def test_the_chat_before_the_first_word(open_page: OpenPage, office: Office, looks: Looks) -> None:
    expect_no_faults(open_page(office.url, **looks))


def test_the_chat_with_answers(open_page: OpenPage, office: Office, faq: Faq, looks: Looks) -> None:
    page = open_page(office.url, **looks)
    say(page, faq["residents-001"]["question"], 1)
    say(page, "火事です", 2)
    say(page, "ことばを変えたい", 3)
    expect_no_faults(page)


@pytest.mark.parametrize("menu", [".languages summary", "#numbers summary"])
def test_the_chat_with_a_menu_open(open_page: OpenPage, office: Office, menu: str) -> None:
    page = open_page(office.url)
    page.locator(menu).click()
    expect_no_faults(page)


def test_the_chat_with_a_message_that_was_not_sent(open_page: OpenPage, office: Office) -> None:
    page = open_page(office.url)
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("こんにちは")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="もう一度送る")).to_be_visible()
    expect_no_faults(page)


def test_the_chat_without_script_and_with_an_error(open_page: OpenPage, office: Office) -> None:
    page = open_page(office.url, java_script_enabled=False)
    page.get_by_role("button", name="送信").click()
    expect(page.locator("#error")).to_be_visible()
    written = page.content()
    page.context.close()
    judged = open_page(office.url)
    judged.set_content(written)
    expect_no_faults(judged)


@pytest.mark.parametrize("path", ["/quality", "/my-data/nobody"])
def test_the_other_pages(open_page: OpenPage, office: Office, path: str, looks: Looks) -> None:
    expect_no_faults(open_page(office.url + path, **looks))


@pytest.mark.parametrize("look", [WIDE, DARK | WIDE], ids=["wide", "dark"])
def test_the_simulator(open_page: OpenPage, demo_office: Office, look: Looks) -> None:
    page = open_page(f"{demo_office.url}/simulator/", **look)
    page.get_by_role("button", name="友だちに追加").first.click()
    page.locator("#composer textarea").fill("ことばを変えたい")
    page.locator("#composer textarea").press("Enter")
    expect(page.locator("#chat")).to_contain_text("Which language")
    expect_no_faults(page)
