"""An operator at the desk and a citizen in the web chat, both in Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.clock import utc_now
from bot.models.staff import Role
from bot.services.audit import Actor
from bot.services.staff.members import Newcomer, create_member
from bot.services.staff.principal import Grant
from bot.services.staff.recording import Acting
from tests.admin.staff_house import PASSWORD, PASSWORD_HASH
from tests.bot.forms.test_attachments import PDF
from tests.bot.forms.test_photos import make
from tests.browser.conftest import OpenPage
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

# The picture is there, and the newest of the talk in sight.
AT_END = """
() => {
  const talk = document.getElementById("entries");
  return talk.querySelector("img").naturalWidth && talk.scrollHeight - talk.scrollTop - talk.clientHeight < 2;
}
"""


@pytest.fixture
def citizen(open_page: OpenPage, office: Office) -> Page:
    """Who has asked for a person in the web chat, whatever the hour."""
    page = open_page(office.url)
    say(page, "職員と話す")
    expect(page.locator("#log .entry-bot")).to_be_visible()
    waits = page.get_by_role("button", name="受付をしておく")
    if waits.is_visible():
        waits.click()
        expect(page.locator("#log .entry-bot")).to_have_count(2)
    return page


@pytest.fixture
def operator(open_page: OpenPage, office: Office, citizen: Page) -> Page:
    """Who has the conversation."""
    return open_desk(open_page, office)


def open_desk(open_page: OpenPage, office: Office) -> Page:
    with office.counter.database.write() as session:
        grants = frozenset({Grant(Role.OPERATOR)})
        newcomer = Newcomer("hanako", "花子", grants, PASSWORD_HASH, must_change_password=False)
        create_member(session, newcomer, Acting(Actor("system", ""), utc_now()))
    page = open_page(f"{office.url}/admin/sign-in?next=%2Fadmin%2Fdesk", width=1280)
    page.locator("#login").fill("hanako")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("a.open").click()
    page.locator("form[action$='/claim'] button").click()
    expect(page.locator("#words")).to_be_visible()
    page.wait_for_load_state()  # only then does its script hear keys
    return page


def say(page: Page, words: str) -> None:
    page.locator("#text").fill(words)
    page.keyboard.press("Enter")


def test_a_picture_and_a_file_reach_the_citizen(citizen: Page, operator: Page, tmp_path: Path) -> None:
    (tmp_path / "map.png").write_bytes(make("PNG", (300, 200)))
    (tmp_path / "申請書.pdf").write_bytes(PDF)
    (tmp_path / "program.pdf").write_bytes(b"MZ")
    operator.locator("#words").fill("地図です。")
    operator.locator("#file").set_input_files(tmp_path / "program.pdf")
    operator.get_by_role("button", name="送る", exact=True).click()
    expect(operator.locator("#words-wrong")).to_contain_text("画像とPDFだけ")
    expect(operator.locator("#words")).to_have_value("地図です。")
    operator.get_by_role("button", name="付けるのをやめる").click()
    expect(operator.locator("#words-wrong")).to_be_empty()
    expect(operator.locator("#file")).to_be_focused()

    operator.locator("#file").set_input_files(tmp_path / "map.png")
    operator.locator("#words").press("Control+Enter")
    picture = citizen.get_by_role("img", name="職員から届いた画像")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 300
    expect(citizen.locator("#log .entry-operator")).to_contain_text("地図です。")
    expect(citizen.locator("#log .entry-operator .speaker")).to_have_text("みどり野市の職員")
    operator.wait_for_function(AT_END)  # however late it came
    expect(picture).to_be_in_viewport(ratio=0.9)
    expect(operator.locator("#words")).to_have_value("")
    assert operator.locator("#file").evaluate("one => one.files.length") == 0
    with citizen.expect_popup() as opened:  # as large as it is
        picture.click()
    assert opened.value.locator("img").evaluate("one => one.naturalWidth") == 300

    operator.locator("#file").set_input_files(tmp_path / "申請書.pdf")
    operator.get_by_role("button", name="送る", exact=True).click()
    card = citizen.locator("#log .card", has_text="申請書.pdf")
    expect(card).to_contain_text("PDF 1 KB")
    expect(card).to_be_in_viewport()
    expect(operator.locator("#entries .sent", has_text="申請書.pdf")).to_be_visible()
    operator.wait_for_function(AT_END)
    with citizen.expect_download() as saved:
        card.get_by_role("link", name="ファイルを開く").click()
    assert saved.value.suggested_filename == "申請書.pdf"


def test_what_is_too_large_is_said_before_it_is_sent(operator: Page, tmp_path: Path) -> None:
    (tmp_path / "large.pdf").write_bytes(PDF.ljust(10 * 1024**2 + 1))
    operator.locator("#words").fill("書きかけ")
    operator.locator("#file").set_input_files(tmp_path / "large.pdf")
    expect(operator.locator("#words-wrong")).to_contain_text("10MBまで")
    operator.get_by_role("button", name="送る", exact=True).click()
    expect(operator.locator("#words")).to_have_value("書きかけ")
    expect(operator.locator("#entries .operator")).to_have_count(0)


def test_a_chosen_file_stays_when_the_panel_is_made_anew(operator: Page, tmp_path: Path) -> None:
    (tmp_path / "map.png").write_bytes(make("PNG"))
    operator.locator("#file").set_input_files(tmp_path / "map.png")
    operator.locator("#note").fill("地図を送る")
    operator.locator(".add-note button").click()
    expect(operator.locator(".notes li")).to_be_visible()
    assert operator.locator("#file").evaluate("one => one.files[0].name") == "map.png"
    expect(operator.get_by_role("button", name="付けるのをやめる")).to_be_visible()


def test_nobody_is_said_to_be_writing_while_a_person_has_the_conversation(citizen: Page, operator: Page) -> None:
    say(citizen, "もしもし")
    expect(citizen.locator("#log .entry-citizen", has_text="もしもし")).to_be_visible()
    citizen.wait_for_timeout(600)  # after which it would be said
    expect(citizen.locator("#typing")).to_be_hidden()
    expect(operator.locator("#entries .citizen", has_text="もしもし")).to_be_visible()


def test_the_simulator_shows_who_speaks(open_page: OpenPage, demo_office: Office) -> None:
    phone = open_page(f"{demo_office.url}/simulator/", width=1280)
    phone.get_by_role("button", name="山田 花子").click()
    phone.get_by_role("button", name="友だちに追加").click()
    expect(phone.locator("#chat .row:not(.own)")).to_have_count(2)
    phone.get_by_role("textbox", name="メッセージを入力").fill("職員と話す")
    phone.keyboard.press("Enter")
    expect(phone.locator("#chat .row:not(.own)")).to_have_count(3)
    expect(phone.locator("#quick button").first).to_be_visible()
    queue = phone.locator("#quick").get_by_role("button", name="受付をしておく")
    if queue.is_visible():
        queue.click()
    desk = open_desk(open_page, demo_office)
    desk.locator("#words").fill("お待たせしました。")
    desk.keyboard.press("Control+Enter")
    row = phone.locator("#chat .row:not(.own)", has_text="お待たせしました。")
    expect(row.locator(".sender")).to_have_text("みどり野市の職員")
