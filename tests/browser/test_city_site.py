"""The demo city's own pages, with the widget in them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def test_the_demo_shows_the_widget_in_a_citys_page(
    open_page: OpenPage, demo_office: Office, faq: dict[str, dict[str, str]]
) -> None:
    page = open_page(f"{demo_office.url}/simulator/site/", width=1280)
    page.get_by_role("link", name="税金").first.click()  # links stay in the demo
    assert page.url.startswith(f"{demo_office.url}/simulator/site/index.html")
    page.get_by_role("button", name="質問・相談").click()
    page.get_by_role("textbox", name="質問を書いてください").fill(faq["residents-001"]["question"])
    page.keyboard.press("Enter")
    answer = page.get_by_role("dialog").locator(".entry-bot")
    expect(answer).to_contain_text(faq["residents-001"]["answer"].split("\n")[0])
    page.reload()
    page.get_by_role("button", name="質問・相談").click()
    expect(answer).to_have_count(1)


@pytest.mark.parametrize("path", ["nothing.html", "../city.yml", "..%2fcity.yml", "index"])
def test_nothing_but_its_pages_is_shown(open_page: OpenPage, demo_office: Office, path: str) -> None:
    page = open_page(f"{demo_office.url}/simulator/site/")
    assert page.request.get(f"{demo_office.url}/simulator/site/{path}").status == 404
