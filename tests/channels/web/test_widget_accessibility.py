"""The widget in its states before two judges of accessibility, which must find nothing in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.messages import Text
from bot.texts import Texts
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED
from tests.channels.web.conftest import Office
from tests.channels.web.site import open_site
from tests.channels.web.test_accessibility import PICKERS, ask
from tests.channels.web.test_take_browser import CARD

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

WIDGET = "madoguchi-chat"


@pytest.fixture(autouse=True)
def _judged_by_both() -> None:
    require_judges()


@pytest.fixture(params=["ja", "vi"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(office: Office, open_page: OpenPage, origins: list[str], language: str) -> Iterator[Page]:  # noqa: F811
    """A city's page with the button of the widget."""
    with open_site(f"http://127.0.0.1:{office.port}", language) as site:
        origins.append(site)
        yield open_page(site)


@pytest.fixture
def open_panel(page: Page, texts: Texts, language: str) -> Callable[[], None]:
    """Presses the button."""
    return lambda: page.get_by_role("button", name=texts.get(language, "web.widget_open")).click()


def test_closed(page: Page) -> None:
    expect(page.locator(".launcher")).to_be_visible()
    expect_no_faults(page, FORCED, host=WIDGET)


def test_open_with_its_menus(page: Page, open_panel: Callable[[], None]) -> None:
    open_panel()
    expect(page.locator("#welcome")).to_be_visible()
    expect_no_faults(page, host=WIDGET)
    for menu in ("#numbers summary", ".languages summary"):
        page.locator(menu).click()
    expect_no_faults(page, host=WIDGET)


def test_with_answers_and_then_closed_with_news(page: Page, office: Office, open_panel: Callable[[], None]) -> None:
    open_panel()
    ask(page, office, Text("いつ、どこですか。", PICKERS))
    expect_no_faults(page, host=WIDGET)
    ask(page, office, CARD)
    page.locator(".take summary").click()
    expect_no_faults(page, FORCED, host=WIDGET)
    page.keyboard.press("Escape")
    page.locator(".close").click()
    office.clerk.say(1, Text("お待たせしました。"))
    expect(page.locator(".badge")).to_have_attribute("data-count", "1")
    expect_no_faults(page, FORCED, host=WIDGET)


def test_where_it_can_not_be_opened(page: Page, open_panel: Callable[[], None]) -> None:
    page.route("**/chat/panel*", lambda route: route.abort())
    open_panel()
    expect(page.locator(".waiting a")).to_be_visible()
    expect_no_faults(page, host=WIDGET)
