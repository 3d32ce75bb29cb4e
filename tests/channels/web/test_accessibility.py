"""The chat page in its states before two judges of accessibility, which must find nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.messages import Asks, Card, Carousel, Choice, Image, Place, Text
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED
from tests.channels.web.conftest import Office
from tests.channels.web.test_take_browser import CARD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

PICKERS = tuple(Choice(f"選ぶ {asks}", "visits.fill?value=", asks=asks) for asks in Asks)
PICTURE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'/>"


@pytest.fixture(autouse=True)
def _judged_by_both() -> None:
    require_judges()


@pytest.fixture(params=["ja", "vi"])
def page(request: pytest.FixtureRequest, office: Office, open_page: OpenPage) -> Page:  # noqa: F811
    return open_page(f"http://127.0.0.1:{office.port}/?lang={request.param}")


def ask(page: Page, office: Office, *answer: Text | Card | Carousel | Image | Place, speaker: str = "bot") -> None:
    """The citizen says something and hears the answer."""
    heard = page.locator(f"#log .entry-{speaker}")
    count = heard.count()
    page.locator("#text").fill("住民票")
    page.locator("#text").press("Enter")
    expect(page.locator("#pending .entry")).to_have_attribute("data-state", "accepted")
    office.clerk.answer(*answer, speaker=speaker)
    expect(heard).to_have_count(count + 1)


def test_the_page_before_the_first_word_and_with_its_menus_open(page: Page) -> None:
    expect_no_faults(page, FORCED)
    for menu in ("#numbers summary", ".languages summary"):
        page.locator(menu).click()
    expect_no_faults(page)


def test_answers_of_every_kind(page: Page, office: Office) -> None:
    other = Card("転出届", "14日以内に出してください。", buttons=(Choice("見る", "faq.show?id=2"),))
    ask(page, office, Text("https://www.city.midorino.example/ をご覧ください。電話は026-000-1101です。"))
    ask(page, office, Carousel((CARD, other)), Place("市役所", "箱清水1-2-3", 36.64, 138.19))
    ask(page, office, Text("担当の者です。"), speaker="operator")
    ask(page, office, CARD)
    page.locator(".take summary").last.click()
    expect_no_faults(page, FORCED)


def test_what_is_picked(page: Page, office: Office) -> None:
    ask(page, office, Text("いつ、どこですか。", PICKERS))
    expect(page.locator(".choices input")).to_have_count(3)
    expect_no_faults(page, FORCED)


def test_furigana(page: Page, office: Office) -> None:
    ask(page, office, CARD)
    page.goto(f"http://127.0.0.1:{office.port}/?ruby=1&lang=ja")
    expect(page.locator("#log ruby").first).to_be_visible()
    expect_no_faults(page)
    button = page.locator("#log button.card-button")
    assert button.locator("ruby").count() > 1
    assert button.evaluate("one => getComputedStyle(one).display") == "inline-block"  # as flex each ruby is a box


def test_what_was_not_sent_and_a_broken_line(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("#text").fill("こんにちは")
    page.keyboard.press("Enter")
    expect(page.locator("#pending .retry")).to_be_visible()
    expect(page.locator("#notice")).not_to_be_empty()
    expect_no_faults(page, FORCED)


def test_a_new_answer_that_is_out_of_sight(page: Page, office: Office) -> None:
    for _ in range(3):
        ask(page, office, CARD)
    page.evaluate("scrollTo(0, 0)")
    office.clerk.say(1, CARD, speaker="operator")
    expect(page.locator("#jump")).to_be_visible()
    expect_no_faults(page)


def test_the_page_without_script_and_with_an_error(office: Office, open_page: OpenPage) -> None:  # noqa: F811
    url = f"http://127.0.0.1:{office.port}/"
    page = open_page(url, java_script_enabled=False)
    page.locator(".send").click()
    expect(page.locator("#error")).to_be_visible()
    written = page.content()
    page.context.close()
    judged = open_page(url)
    judged.set_content(written)
    expect_no_faults(judged)
