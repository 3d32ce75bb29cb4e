"""Pages in a real Chromium in front of a whole counter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bot.settings import Settings
from bot.simulator.line import SimulatedLine
from bot.simulator.page import add_demo_citizens
from tests.scenarios.fixtures import (  # noqa: F401
    OpenOffice,
    faq,
    judged,
    line,
    line_rules,
    no_failed_turns,
    office,
    open_office,
    prepared,
    settings,
    simulator,
)
from tests.scenarios.office import Office

TIMEOUT_MS = 15_000

expect.set_options(timeout=TIMEOUT_MS)

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _examined(judged: None, no_failed_turns: None) -> None:  # noqa: F811
    """Each test ends with a look at what was sent to LINE and at the log."""


@pytest.fixture
def demo_office(open_office: OpenOffice, settings: Settings, line: SimulatedLine) -> Office:  # noqa: F811
    """As `make demo` serves it: the counter, and LINE's page and API beside it."""
    add_demo_citizens(line)
    return open_office({"line_api_url": f"{settings.public_url}/simulator/api"}, shows_simulator=True)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens an address in a browser of its own, 390 px wide; no page may raise, open a dialog or break its policy."""
    opened: list[BrowserContext] = []
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(message.text)

    def open_one(url: str, width: int = 390, height: int = 800, **more: Any) -> Page:
        options = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", **more}
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(TIMEOUT_MS)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: problems.append(f"a dialog opened: {dialog.message}"))
        page.on("console", note)
        page.goto(url)
        return page

    yield open_one
    found = list(problems)  # what a page can no longer fetch while it closes is no fault of it
    for context in opened:
        context.close()
    assert found == []
