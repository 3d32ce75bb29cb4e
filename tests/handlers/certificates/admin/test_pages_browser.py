"""The queue, and the form beside the photo, in a real Chromium by the keyboard alone, before two judges."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from handlers.certificates.models import ApplicationState
from tests.admin.test_accessibility import judge
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import require_judges
from tests.handlers.certificates.admin.conftest import BASE, Hall

S = ApplicationState
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

OpenDesk = Callable[[str], Page]


@pytest.fixture
def open_desk(hall: Hall, open_page: OpenPage) -> OpenDesk:  # noqa: F811
    """A page of a member who is signed in, 1280 px wide; its scripts have run."""
    require_judges()
    cookies = hall.sign_in("aki", "all").cookies

    def open_one(path: str) -> Page:
        page = open_page(f"{hall.house.url}/admin/sign-in", width=1280)
        page.context.add_cookies([{"name": k, "value": v, "url": hall.house.url} for k, v in cookies.items()])
        page.goto(f"{hall.house.url}{path}")
        page.wait_for_load_state("domcontentloaded")
        return page

    return open_one


def tab_to(page: Page, wanted: Locator) -> None:
    """By the Tab key alone, from where one is."""
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not come to {wanted}")


def press(page: Page, key: str = "Enter") -> None:
    """A key, and the page that comes of it."""
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_load_state("domcontentloaded")


def test_the_queue_by_keyboard(hall: Hall, open_desk: OpenDesk) -> None:
    hall.add(days=-2)
    hall.add(S.IN_REVIEW, kind="income_tax")
    page = open_desk(BASE)
    expect(page.locator(".overdue")).to_have_count(1)
    judge(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    tab_to(page, page.get_by_role("link", name="確認中"))
    press(page)
    expect(page.locator("tbody tr")).to_have_count(1)
    tab_to(page, page.locator("#number"))
    page.keyboard.type("77")
    press(page)
    expect(page.locator(".empty")).to_contain_text("K-000077")
    judge(page)
    page.goto(f"{hall.house.url}{BASE}/1")
    expect(page.locator(".ask-reason")).to_be_visible()
    judge(page)


def test_the_other_pages_before_the_judges(hall: Hall, open_desk: OpenDesk) -> None:
    hall.add(S.ISSUED)
    page = open_desk(f"{BASE}/batch?id=1")
    judge(page)
    for path in ("/columns", "/figures", "/new"):
        page.goto(f"{hall.house.url}{BASE}{path}")
        judge(page)
    page.get_by_role("button", name="申請を受け付ける").press("Enter")
    expect(page.locator("#kind-wrong")).to_be_visible()
    judge(page)


def test_form_and_photo_side_by_side_by_keyboard(hall: Hall, open_desk: OpenDesk) -> None:
    id = hall.add(language="vi")
    page = open_desk(f"{BASE}/{id}")
    tab_to(page, page.get_by_role("button", name="引き受ける"))
    press(page)
    expect(page.locator(".viewer[data-ready]")).to_be_visible()
    picture, frame = page.locator(".frame img"), page.locator(".frame")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 860
    answers, viewer = page.locator("#answers").bounding_box(), page.locator(".viewer").bounding_box()
    assert answers and viewer and answers["x"] + 100 < viewer["x"]  # side by side

    tab_to(page, frame)
    before = picture.bounding_box()
    for key in ("+", "+", "r"):
        page.keyboard.press(key)
    expect(page.locator(".viewer [role=status]")).to_have_text("156パーセント、90度")
    after = picture.bounding_box()
    assert before and after and before["width"] > before["height"] and after["height"] > after["width"]
    assert frame.evaluate("frame => frame.scrollHeight > frame.clientHeight")
    page.keyboard.press("0")
    expect(page.locator(".viewer [role=status]")).to_have_text("100パーセント、0度")
    judge(page)

    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.locator("#main").focus()
    tab_to(page, page.get_by_text("1か所の修正を頼む"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="修正を頼む"))
    press(page)
    expect(page.locator("#field-wrong, #reason-wrong").first).to_be_visible()
    judge(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("#field").select_option("photo")
    page.locator("#canned").select_option("return_photo_blurred")
    tab_to(page, page.get_by_role("button", name="修正を頼む"))
    press(page)
    expect(page.locator(".waits")).to_contain_text("本人確認書類の写真")
    assert hall.get(id).reason.startswith("Ảnh bị mờ")
    judge(page)
