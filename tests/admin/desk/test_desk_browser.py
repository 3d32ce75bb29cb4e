"""The chat desk in a real Chromium: by the keyboard alone, live, before the judges, and with hostile words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from admin.desk.context import HISTORY
from bot.models.staff import Role
from bot.services.desk.requests import QUEUE
from tests.admin.desk.conftest import Office
from tests.admin.staff_house import PASSWORD
from tests.admin.test_accessibility import judge
from tests.admin.test_walk_browser import tab_to
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import require_judges
from tests.dialogue.conversation import SILENCE
from tests.hostile import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def page(open_page: OpenPage, office: Office) -> Page:  # noqa: F811
    office.house.add("hanako", Role.OPERATOR, name="信濃 花子")
    page = open_page(f"{office.house.url}/admin/sign-in?next=%2Fadmin%2Fdesk")
    page.locator("#login").fill("hanako")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#queue")).to_be_visible()
    return page


def hear(office: Office, words: str) -> None:
    """The citizen writes while a person has the conversation, and the desk's bell rings as the worker rings it."""
    office.citizen.says(words, expects=SILENCE)
    office.house.house.bell.ring(f"conversation:{office.citizen.id}")


def test_a_conversation_from_queue_to_bot_by_the_keyboard(page: Page, office: Office) -> None:
    expect(page.locator(".empty")).to_be_visible()
    office.citizen.says("職員と話す")
    office.house.house.bell.ring(QUEUE)
    expect(page.locator("a.open")).to_be_visible()  # by itself
    tab_to(page, "a.open")
    page.keyboard.press("Enter")
    expect(page.locator("form[action$='/claim'] button")).to_be_visible()
    tab_to(page, "form[action$='/claim'] button")
    page.keyboard.press("Enter")
    expect(page.locator("#found :is(h3, .note)").first).to_be_visible()  # the page's script is at work
    page.keyboard.press("Alt+r")
    page.keyboard.insert_text("お待たせしました。")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entries .operator")).to_contain_text("お待たせしました。")
    expect(page.locator("#words")).to_have_value("")
    assert "お待たせしました" in office.last_words()
    hear(office, "はい、税金のことです")
    expect(page.locator("#entries .citizen").last).to_contain_text("はい、税金のことです")
    expect(page.locator("#q")).to_have_value("はい、税金のことです")  # looked up at once
    page.keyboard.press("Alt+n")
    page.keyboard.insert_text("税の相談")
    tab_to(page, ".add-note button")
    page.keyboard.press("Enter")
    expect(page.locator(".notes li")).to_contain_text("税の相談")
    tab_to(page, "form[action$='/hand-back'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("ボットに戻しました")
    assert not office.citizen.tracker.operator_has_it


def test_what_is_typed_is_kept_when_it_can_t_be_sent(page: Page, office: Office) -> None:
    office.citizen.says("職員と話す")
    page.goto(f"{office.house.url}{office.path}")
    page.locator("form[action$='/claim'] button").click()
    page.locator("#words").fill("書きかけの返事")
    page.wait_for_load_state()  # only then does its script hear keys
    office.citizen.says("ボットに戻る", expects="operator.left")  # it is nobody's at the desk any more
    page.keyboard.press("Control+Enter")
    expect(page.locator("#words-wrong, #panel")).to_contain_text(["いまはボットが答えています"])


def test_the_judges_find_nothing(page: Page, office: Office) -> None:
    require_judges()

    judge(page)
    office.citizen.says("住民票の写しの手数料はいくらですか。")
    office.citizen.says("職員と話す")
    page.goto(f"{office.house.url}/admin/desk")
    judge(page)
    page.goto(f"{office.house.url}{office.path}")
    expect(page.locator("#found h3").first).to_be_visible()
    judge(page)
    page.locator("form[action$='/claim'] button").click()
    expect(page.locator("#words")).to_be_visible()
    for box in page.locator("details").all():
        box.locator("summary").click()
    judge(page)
    for path in ("/canned", "/canned/new"):
        page.goto(f"{office.house.url}/admin/desk{path}")
        judge(page)
    page.locator(".narrow .main").click()
    expect(page.locator("#title-wrong")).to_be_visible()
    judge(page)
    office.house.add("jiro", Role.OPERATOR)
    jiro = office.house.sign_in("jiro")
    page.context.add_cookies([{"name": "madoguchi_staff", "value": jiro.key, "url": office.house.url}])
    page.goto(f"{office.house.url}{office.path}")
    expect(page.locator("#reason")).to_be_visible()
    judge(page)


def test_nothing_that_a_citizen_writes_runs(page: Page, office: Office) -> None:
    office.citizen.pace_seconds = 60
    office.citizen.says("職員と話す")
    page.goto(f"{office.house.url}{office.path}")
    title = page.title()
    for words in HOSTILE:  # some come live, all are there when the page is opened again
        hear(office, words)
    expect(page.locator("#entries .citizen")).to_have_count(len(HOSTILE) + 1)
    assert page.title() == title
    page.reload()
    expect(page.locator("#entries .citizen")).to_have_count(HISTORY)
    assert page.title() == title
    page.locator("form[action$='/claim'] button").click()
    page.locator("#note").fill("\n".join(HOSTILE[::6]))  # as long as a note may be
    page.locator(".add-note button").click()
    expect(page.locator(".notes li")).to_be_visible()
    assert page.title() == title
