"""The cash office in a real Chromium, by the keyboard, and before two judges of accessibility."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bot.services.payments.refunds import request_refund
from bot.services.payments.report import make_report
from tests.admin.cashbook.conftest import CASHIER, mistake, pay
from tests.admin.staff_house import StaffHouse
from tests.admin.test_accessibility import judge, sign_in
from tests.bot.payments.till import Till
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import require_judges

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("language", ["ja", "en"]),
]


@pytest.fixture
def page(open_page: OpenPage, house: StaffHouse, language: str) -> Page:  # noqa: F811
    house.add("kei", CASHIER, language=language)
    return open_page(f"{house.url}/admin/sign-in?lang={language}")


def test_from_the_empty_list_to_what_was_given_back(page: Page, house: StaffHouse, till: Till) -> None:
    require_judges()
    sign_in(page, house, "kei")
    expect(page.locator(".cards")).to_be_visible()
    page.goto(f"{house.url}/admin/payments")
    expect(page.locator(".empty")).to_be_visible()
    judge(page)
    paid = fill(till)
    page.reload()
    expect(page.locator("tbody")).to_have_count(2)
    judge(page)
    page.goto(f"{house.url}/admin/payments/{paid}")
    judge(page)
    page.locator("#yen").fill("x")
    page.locator("#yen").press("Enter")
    expect(page.locator("#yen")).to_be_focused()
    judge(page)
    page.locator("#yen").fill("100")
    page.locator("#reason").fill("数の誤り")
    page.keyboard.press("Enter")
    expect(page.locator("main strong")).to_contain_text("100")
    judge(page)
    page.locator("main button.main").press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    judge(page)


def fill(till: Till) -> int:
    """What needs people in two ways, and one that was paid and given back in part."""
    mistake(till, 1)
    failed, paid = pay(till, 2), pay(till, 3, "paypay")
    for payment, fails in ((failed, 1), (paid, 0)):
        till.stripe.failing_refunds = fails
        with till.database.write() as session:
            request_refund(session, payment.id or 0, 200, reason="枚数の誤り", now=till.clock())
        till.hear()
    make_report(till.cashier, till.clock() - timedelta(days=2))
    return paid.id or 0
