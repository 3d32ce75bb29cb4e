"""Picking, and the widget in a city's page, by the keyboard alone, on a small screen with text twice as large."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.messages import Asks, Choice, Text
from bot.texts import Texts
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.walk import SMALL, Walker
from tests.channels.web.conftest import Office
from tests.channels.web.site import open_site
from tests.channels.web.test_take_browser import CARD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("language", ["ja", "vi"]),
]

DAY = Choice("日を選ぶ", "visits.fill?day=", asks=Asks.DATE)
TIME = Choice("時刻を選ぶ", "visits.fill?time=", asks=Asks.TIME)


@pytest.fixture
def page(office: Office, open_page: OpenPage) -> Page:  # noqa: F811
    """A browser whose own fields are in English, so that what is typed into them is known."""
    return open_page("about:blank", locale="en-US", **SMALL)


@pytest.fixture
def site(office: Office, origins: list[str], language: str) -> Iterator[str]:
    """The address of a page of the city's."""
    with open_site(f"http://127.0.0.1:{office.port}", language) as address:
        origins.append(address)
        yield address


def expect_accepted(page: Page) -> None:
    expect(page.locator("#pending .entry").last).to_have_attribute("data-state", "accepted")


@pytest.mark.parametrize(("choice", "keys", "picked"), [(DAY, "12242026", "2026-12-24"), (TIME, "0330PM", "15:30")])
def test_a_day_or_a_time_is_picked(
    page: Page, office: Office, texts: Texts, language: str, choice: Choice, keys: str, picked: str
) -> None:
    walker = Walker(page, texts, language)
    walker.goes_to(f"http://127.0.0.1:{office.port}/?lang={walker.language}")
    walker.asks("予約")
    expect_accepted(walker.page)
    office.clerk.answer(Text("いつですか。", (choice,)))
    walker.hears(1, "いつですか。")
    walker.reaches(choice.label)
    walker.page.keyboard.type(keys)
    walker.presses(walker.says("web.picked"))
    expect_accepted(walker.page)
    (inbound,) = office.clerk.waiting()
    assert (inbound.postback, inbound.params) == (choice.postback, {str(choice.asks): picked})


def test_the_widget_is_opened_asked_and_closed_and_says_what_is_new(
    page: Page, office: Office, site: str, texts: Texts, language: str
) -> None:
    walker = Walker(page, texts, language, size="125%")  # the site's root is at 62.5 %
    walker.goes_to(site)
    opener = walker.says("web.widget_open")
    walker.presses(opener)
    expect(walker.page.locator("#title")).to_be_focused()  # the field is not in sight
    walker.fits()
    walker.asks("ごみの日は？")
    expect_accepted(walker.page)
    office.clerk.answer(CARD)
    walker.hears(1, CARD.title)
    assert walker.focused() == "text"
    walker.presses(walker.says("web.take"), "Shift+Tab")
    walker.reaches(walker.says("web.take_print"))
    walker.fits()
    walker.page.keyboard.press("Escape")
    walker.presses(walker.says("web.language"), "Shift+Tab")
    walker.fits()
    walker.page.keyboard.press("Escape")
    walker.page.keyboard.press("Escape")
    expect(walker.page.get_by_role("dialog")).to_be_hidden()
    expect(walker.page.locator(".launcher")).to_be_focused()  # a moment after the dialog is gone

    office.clerk.say(1, Text("お待たせしました。"))
    news = walker.says("web.widget_news", count=1)
    expect(walker.page.locator(".launcher")).to_have_accessible_name(f"{opener} – {news}")
    walker.fits()
    walker.page.keyboard.press("Enter")
    walker.hears(1)
    expect(walker.page.locator("#log .entry").last).to_contain_text("お待たせしました。")
