"""The city's urgent notice in the widget, inside of a page of another origin."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.banner import Banner
from tests.channels.web.conftest import Office, OpenOffice
from tests.channels.web.test_widget_browser import OpenPage, open_chat, open_page  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

FLOOD = Banner(texts={"ja": "川が増水しています。"}, url="https://www.city.midorino.example/", version=1)
SNOW = Banner(texts={"ja": "大雪です。" * 50}, version=2)


@pytest.fixture
def shown() -> list[Banner | None]:
    """The last one is what the city says now."""
    return [None]


@pytest.fixture
def office(open_office: OpenOffice, origins: list[str], shown: list[Banner | None]) -> Office:
    return open_office(widget_origins=origins, find_banner=lambda: shown[-1])


def test_it_comes_and_goes_in_the_open_panel(open_page: OpenPage, shown: list[Banner | None]) -> None:  # noqa: F811
    page = open_page()
    open_chat(page)
    banner = page.locator("#banner")
    expect(banner).to_be_hidden()
    shown.append(FLOOD)
    expect(banner).to_contain_text("増水", timeout=5000)
    page.get_by_role("button", name="お知らせを閉じる").click()
    expect(banner).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()
    shown.append(SNOW)
    expect(banner).to_contain_text("大雪", timeout=5000)
    box, field = banner.bounding_box(), page.locator("#text").bounding_box()
    assert box is not None and field is not None
    assert box["height"] <= 0.31 * 760  # the talk keeps its room
    assert field["y"] + field["height"] <= 760
    shown.append(None)
    expect(banner).to_be_hidden(timeout=5000)
