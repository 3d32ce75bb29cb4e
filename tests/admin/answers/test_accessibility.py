"""The pages of the FAQ before two judges of accessibility, on a phone, and by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.admin.answers.conftest import Desk
from tests.admin.answers.test_unanswered import PARKING, ask
from tests.browser.judges import expect_no_faults, require_judges

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

FEE = "住民票の写しの手数料はいくらですか。"


@pytest.fixture
def page(desk: Desk, browser: Browser) -> Iterator[Page]:
    """The approver's, with a draft in review and questions without an answer."""
    ask(desk, *PARKING)
    editor = desk.sign_in("editor")
    path = desk.path("residents-001")
    editor.goes_to("/admin/faq/expectations")
    editor.sends("/admin/faq/expectations", question=FEE, expected="residents-001", language="ja")
    editor.goes_to(f"{path}/edit")
    editor.sends(f"{path}/edit", department="residents", question_ja=FEE, answer_ja="一通四百円です。", note="改定")
    editor.sends(f"{path}/send", version="2")
    context = browser.new_context(locale="ja-JP", base_url=desk.house.url)
    cookies = desk.sign_in("approver").cookies
    context.add_cookies([{"name": name, "value": value, "url": desk.house.url} for name, value in cookies.items()])
    yield context.new_page()
    context.close()


def test_every_page_is_without_faults(page: Page, desk: Desk) -> None:
    require_judges()
    path = desk.path("residents-001")
    for address in (
        "/admin/faq/",
        "/admin/faq/?q=nothing",
        path,
        f"{path}/edit",
        f"{path}/difference",
        "/admin/faq/new",
        "/admin/faq/import",
        "/admin/faq/owner?department=residents&to=residents",
        "/admin/faq/expectations",
        f"/admin/faq/why?q={quote(FEE)}",
        "/admin/unanswered/",
        "/admin/unanswered/alias?gaps=1",
        "/admin/unanswered/intents",
    ):
        page.goto(address)
        expect_no_faults(page)


def test_no_page_is_wider_than_a_phone(page: Page, desk: Desk) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    path = desk.path("residents-001")
    for address in ("/admin/faq/", path, f"{path}/edit", f"/admin/faq/why?q={quote(FEE)}", "/admin/unanswered/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def press_until(page: Page, name: str) -> None:
    """Goes on with Tab to what is called so, and presses it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if name in page.evaluate("document.activeElement.textContent"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_an_approver_publishes_by_the_keyboard_alone(page: Page, desk: Desk) -> None:
    page.goto(desk.path("residents-001"))
    press_until(page, "影響を確かめる")
    expect(page.get_by_text("1件の答えはどれも変わりません。")).to_be_visible(timeout=20_000)
    press_until(page, "版2を公開する")
    expect(page.get_by_role("status")).to_contain_text("公開しました")
    assert desk.ask(FEE) == "一通四百円です。"


def test_an_editor_without_a_mouse_sees_what_is_wrong_first(page: Page) -> None:
    page.goto("/admin/faq/new")
    press_until(page, "下書きを保存")
    expect(page.locator("#question_ja")).to_be_focused()
    page.keyboard.type("プールはいつ。")
    press_until(page, "見え方を確かめる")
    expect(page.locator("#answer_ja")).to_be_focused()
