"""Our page of a payment and the stand-in's payment pages, before two judges of accessibility and by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.bot.payments.conftest import clock, till  # noqa: F401
from tests.bot.payments.till import Till
from tests.browser.conftest import OpenPage
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("language", ["ja", "vi"]),
]


def test_every_state_pleases_both_judges(till: Till, open_page: OpenPage, language: str) -> None:  # noqa: F811
    require_judges()
    payment = till.order(language=language)
    page = open_page(till.find_url(payment), width=320)
    expect_no_faults(page, FORCED)
    till.stripe.faults.add("checkout.sessions.create", "error", times=3)
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect_no_faults(page, FORCED)
    page.goto(till.cashier.start(payment.reference))
    expect_no_faults(page)
    page.locator("select").select_option("4000000000000002")
    page.locator("button[value=card]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect_no_faults(page)
    page.locator("button[value=konbini]").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect_no_faults(page)
    page.locator("button[value=store]").click()
    page.wait_for_url("**/pay/**")
    page.locator("summary").click()
    expect(page.get_by_role("textbox")).to_be_visible()
    expect_no_faults(page, FORCED)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    link = page.get_by_role("link", name="PDF").get_attribute("href")
    assert page.request.get(f"{till.url}{link}").body().startswith(b"%PDF-")


def test_paid_by_the_keyboard_alone(till: Till, open_page: OpenPage, language: str) -> None:  # noqa: F811
    payment = till.order(language=language)
    page = open_page(till.cashier.start(payment.reference), width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("Tab")  # the card
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pay/**back=1")
    _expect_paid(page, till, payment.reference)


def _expect_paid(page: Page, till: Till, reference: str) -> None:  # noqa: F811
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    assert [session["payment_status"] for session in till.stripe.sessions.values()] == ["paid"]
    assert reference in page.content()
