"""The settings and the urgent notice in a real Chromium: judges, keyboard, open chats, and hostile words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.models.staff import Role
from tests.admin.settings.banner import FLOOD
from tests.admin.staff_house import PASSWORD, StaffHouse
from tests.admin.test_accessibility import judge
from tests.admin.test_hostile_names import HOSTILE
from tests.admin.test_walk_browser import tab_to
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

TOPICS = ("hours", "days", "answering", "fees")
LINK = "https://www.city.midorino.example/flood"


@pytest.fixture
def page(open_page: OpenPage, house: StaffHouse) -> Page:  # noqa: F811
    house.add("boss", Role.ADMINISTRATOR, name="長野 理恵")
    page = open_page(f"{house.url}/admin/sign-in?next=%2Fadmin%2Fsettings")
    page.locator("#login").fill("boss")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".cards")).to_be_visible()
    return page


def show(page: Page, house: StaffHouse, texts: dict[str, str], url: str = LINK) -> None:
    page.goto(f"{house.url}/admin/banner")
    for language, text in texts.items():
        page.locator(f"#text_{language}").fill(text)
    page.locator("#url").fill(url)
    page.locator(".settings .main").click()
    expect(page.get_by_role("status").first).to_contain_text("表示しました")


def withdraw(page: Page) -> None:
    page.locator("form[action$='/withdraw'] button").click()
    expect(page.get_by_role("status").first).to_contain_text("取り下げました")


def test_the_judges_find_nothing(page: Page, house: StaffHouse) -> None:
    require_judges()
    judge(page)
    for topic in TOPICS:
        page.goto(f"{house.url}/admin/settings/{topic}")
        judge(page)
    page.goto(f"{house.url}/admin/settings/hours")
    page.locator("#monday").fill("17:15-08:30")
    page.keyboard.press("Enter")
    expect(page.locator("#monday-wrong")).to_be_visible()
    judge(page)
    page.locator("#monday").fill("10:00-12:00, 13:00-17:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("保存しました")
    judge(page)
    show(page, house, FLOOD)
    judge(page)


def test_hours_are_changed_by_the_keyboard_alone(page: Page, house: StaffHouse) -> None:
    tab_to(page, "a[href$='/settings/hours']")
    page.keyboard.press("Enter")
    expect(page.locator("#saturday")).to_be_visible()
    tab_to(page, "#saturday")
    page.keyboard.insert_text("09:00-12:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("保存しました")
    assert list(map(str, house.house.city.opening_hours.weekly["saturday"])) == ["09:00-12:00"]
    tab_to(page, "[name=more]")
    page.keyboard.press("Enter")
    expect(page.locator("#row_2_from")).to_be_visible()


def test_an_open_chat_shows_it_until_it_is_withdrawn(page: Page, house: StaffHouse, open_page: OpenPage) -> None:  # noqa: F811
    require_judges()
    chat = open_page(f"{house.url}/?lang=ja")
    banner = chat.locator("#banner")
    expect(banner).to_be_hidden()
    show(page, house, FLOOD)
    expect(banner).to_contain_text("高い所へ", timeout=5000)
    expect(banner).to_have_role("alert")
    expect(banner.get_by_role("link")).to_have_attribute("href", LINK)
    expect_no_faults(chat, FORCED)
    withdraw(page)
    expect(banner).to_be_hidden(timeout=5000)


def test_it_is_closed_for_this_visit_and_the_next_version_is_not(
    page: Page,
    house: StaffHouse,
    open_page: OpenPage,  # noqa: F811
) -> None:
    show(page, house, FLOOD)
    chat = open_page(f"{house.url}/?lang=ja")
    tab_to(chat, ".banner-close")
    chat.keyboard.press("Enter")
    expect(chat.locator("#banner")).to_be_hidden()
    expect(chat.locator("#text")).to_be_focused()
    chat.reload()
    expect(chat.locator("#banner")).to_be_hidden()
    show(page, house, {"ja": "水は引きました。"})
    expect(chat.locator("#banner")).to_contain_text("水は引きました", timeout=5000)


def test_large_letters_leave_room_for_the_talk(page: Page, house: StaffHouse, open_page: OpenPage) -> None:  # noqa: F811
    show(page, house, {"ja": "川が増水しています。" * 20})
    chat = open_page(f"{house.url}/?lang=ja", 320, 640)
    chat.evaluate("document.documentElement.style.fontSize = '200%'")
    assert chat.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chat.locator("#text").focus()
    box = chat.locator("#text").bounding_box()
    assert box is not None and box["y"] + box["height"] <= 640
    inside = chat.evaluate(
        "({ x, y, width, height }) => document.elementFromPoint(x + width / 2, y + height / 2).id", box
    )
    assert inside == "text"


def test_hostile_words_run_nowhere_and_forge_no_line(
    page: Page,
    house: StaffHouse,
    open_page: OpenPage,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert len(HOSTILE) >= 20
    chat = open_page(f"{house.url}/?lang=ja")
    some = HOSTILE[::3]  # of each element and each form, since five forms and three share no divisor
    for place in range(0, len(some), 4):
        piece = "\n".join(some[place : place + 4])[:270]  # with what is put around it no more than 300
        show(page, house, {"ja": f"{place} {piece}\nERROR root: forged", "en": piece})
        expect(page.locator(".samples .banner").first).to_contain_text(str(place))
        expect(chat.locator("#banner")).to_contain_text(f"{place} ", timeout=5000)
        assert "ran" not in (page.title(), chat.title())
    page.goto(f"{house.url}/admin/settings/fees")
    for number, name in enumerate(HOSTILE[:10]):
        if number:
            page.locator(f"details:has(#row_{number}_name_ja) summary").click()
        else:
            page.locator("details summary").first.click()
        page.locator(f"#row_{number}_name_ja").fill(name[:80])
    page.locator(".settings .main").click()
    expect(page.get_by_role("status").first).to_contain_text("保存しました")
    assert page.title() != "ran"
    lines = [line for record in caplog.records for line in record.getMessage().splitlines()]
    assert not any(line.startswith("ERROR root") for line in lines)
