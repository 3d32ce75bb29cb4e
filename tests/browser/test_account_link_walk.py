"""Linking accounts and ending it by the keyboard alone, from LINE's chat over two pages and back, in two languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.settings import Settings
from bot.simulator import LINK_PATH
from bot.simulator.line import SimulatedLine
from bot.simulator.page import add_demo_citizens
from bot.texts import load_texts
from tests.browser.conftest import OpenPage
from tests.browser.test_simulator_page import bubbles
from tests.browser.walk import SMALL, Walker
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def office(open_office: OpenOffice, settings: Settings, line: SimulatedLine) -> Office:
    """An office that leads to the simulator's own link page."""
    add_demo_citizens(line)
    url = settings.public_url
    changes = {"line_api_url": f"{url}/simulator/api", "line_link_url": f"{url}{LINK_PATH}"}
    return open_office(changes, shows_simulator=True)


@pytest.mark.parametrize(("language", "name"), [("ja", "山田 花子"), ("vi", "Nguyễn Thị Lan")])
def test_accounts_are_linked_and_unlinked(open_page: OpenPage, office: Office, language: str, name: str) -> None:
    chat = Walker(open_page("about:blank", locale=language, **SMALL), load_texts(), language)
    chat.goes_to(f"{office.url}/simulator/")
    expect(chat.page.locator("#people button")).not_to_have_count(0)
    chat.presses("people-toggle")
    chat.presses(name)
    chat.presses("befriend")
    expect(bubbles(chat.page)).not_to_have_count(0)
    chat.writes("words", chat.says("account.title"))
    chat.page.keyboard.press("Enter")
    expect(bubbles(chat.page).last).to_contain_text(chat.says("account.begin_title"))
    with chat.page.expect_popup() as opened:
        chat.presses(chat.says("account.sign_in"), "Shift+Tab")

    page = Walker(opened.value, load_texts(), language)
    page.fits()
    page.writes("number", "20260001")
    page.writes("password", "wrong")
    page.presses(page.says("account.sign_in"))
    expect(page.page.locator("#error")).to_contain_text(page.says("account.wrong"))
    page.fits()
    page.writes("password", "hanako-no-demo")
    page.page.keyboard.press("Enter")
    expect(page.page.locator("#user")).to_be_visible()
    page.fits()
    page.presses(page.says("simulator.link_yes"))
    expect(page.page.get_by_role("status")).to_contain_text(page.says("simulator.link_done"))

    chat.page.bring_to_front()
    expect(bubbles(chat.page).last).to_contain_text(chat.says("account.linked"))
    chat.writes("words", chat.says("account.unlink"))
    chat.page.keyboard.press("Enter")
    expect(bubbles(chat.page).last).to_contain_text(chat.says("account.unlinked"))
    chat.fits()
