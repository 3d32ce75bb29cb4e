"""Forms inside LINE: from a chat in the simulator, outside LINE, with a dead token, and with LINE's own SDK."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from bot.models.conversation import Conversation
from bot.models.forms import EntryState, FormEntry
from bot.settings import Settings
from bot.simulator import API_PREFIX, LIFF_PATH, LIFF_SDK_PATH
from bot.simulator.line import SimulatedLine
from bot.simulator.page import add_demo_citizens
from tests.browser.conftest import OpenPage
from tests.browser.test_simulator_page import bubbles, say
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

LIFF = Path(__file__).with_name("liff")  # what it packs is fetched from npm: LINE lets nobody pass its SDK on


@pytest.fixture
def office(open_office: OpenOffice, settings: Settings, line: SimulatedLine) -> Office:
    """As the demo serves it, with LIFF."""
    add_demo_citizens(line)
    url = settings.public_url
    line.login.liff_endpoint = f"{url}/liff"
    changes = {
        "line_api_url": url + API_PREFIX,
        "line_login_channel_id": line.login.channel_id,
        "liff_id": line.login.liff_id,
        "liff_url": url + LIFF_PATH,
        "liff_sdk_url": url + LIFF_SDK_PATH,
    }
    return open_office(changes, shows_simulator=True)


def fill_in(page: Page) -> None:
    page.get_by_label("相談したい").check()
    page.get_by_label("内容").fill("道路の穴")
    page.get_by_label("お名前").fill("山田 花子")
    page.get_by_label("電話番号").fill("090-1234-5678")
    page.get_by_role("button", name="確認へ進む").click()
    page.get_by_role("button", name="送信する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("送信しました")


def test_from_the_chat_to_the_form_and_back(open_page: OpenPage, office: Office) -> None:
    chat = open_page(f"{office.url}/simulator/", width=1280)
    chat.get_by_role("button", name="山田 花子").click()
    chat.get_by_role("button", name="友だちに追加").click()
    expect(bubbles(chat)).to_have_count(2)
    say(chat, "折り返しは090-1234-5678へ")
    expect(bubbles(chat).nth(2)).to_contain_text("電話番号は、安全のため伏せました")
    with chat.context.expect_page() as opened:
        chat.locator("#quick").get_by_role("button", name="職員に連絡（フォーム）").click()
    form = opened.value
    expect(form.get_by_role("heading", name="職員に連絡")).to_be_visible()
    assert re.fullmatch(rf"{office.url}/liff/contact/[\w-]+", form.url)  # neither token nor state is left in it
    fill_in(form)
    expect(form.get_by_role("button", name="画面を閉じる")).to_be_visible()
    (entry,) = office.rows(FormEntry)
    expect(bubbles(chat).last).to_contain_text(f"受付番号は {entry.number} です")


def open_in_line(page: Page, office: Office, path: str) -> None:
    """As from a rich menu, which carries no token."""
    citizen = next(iter(office.line.citizens))
    page.goto(
        f"{office.url}{LIFF_PATH}/{office.line.login.liff_id}{path}{'&' if '?' in path else '?'}simulated={citizen}"
    )


@pytest.mark.parametrize("path", ["/contact", "/contact?t=dead", "/contact?t="])
def test_without_a_good_token_line_says_who_it_is(open_page: OpenPage, office: Office, path: str) -> None:
    page = open_page(f"{office.url}/healthz")
    open_in_line(page, office, path)
    expect(page.get_by_role("heading", name="職員に連絡")).to_be_visible()
    fill_in(page)
    (entry,) = office.rows(FormEntry)
    with office.counter.database.read() as session:
        address = session.exec(select(Conversation.address).where(Conversation.id == entry.conversation_id)).one()
    assert address == next(iter(office.line.citizens))
    assert entry.state == EntryState.SENT


def test_a_form_is_sent_though_line_is_out_of_reach_at_its_end(open_page: OpenPage, office: Office) -> None:
    page = open_page(f"{office.url}/healthz")
    open_in_line(page, office, "/contact")
    with page.expect_event("requestfailed"):
        page.route(f"{office.url}{LIFF_PATH}/session", lambda route: route.abort())
        fill_in(page)
    expect(page.get_by_role("button", name="画面を閉じる")).to_be_hidden()


@pytest.mark.parametrize("path", ["/liff/contact", "/liff/contact?t=dead", "/liff/"])
def test_outside_of_line_it_says_what_to_do(open_page: OpenPage, office: Office, path: str) -> None:
    page = open_page(f"{office.url}{path}")
    if path == "/liff/":
        expect(page.get_by_role("alert")).to_contain_text("「職員と話す」と送ると、新しいリンクをお渡しします")
    else:
        expect(page.get_by_text("The simulator has no page to log in")).to_be_visible()  # LINE's own is shown there


def test_an_sdk_that_does_not_load_is_no_blank_page(open_page: OpenPage, office: Office) -> None:
    page = open_page(f"{office.url}/healthz")
    page.route(f"**{LIFF_SDK_PATH}", lambda route: route.abort())
    page.goto(f"{office.url}/liff/contact")
    expect(page.get_by_role("alert")).to_contain_text("「職員と話す」と送ると、新しいリンクをお渡しします")


def test_a_token_that_line_does_not_stand_for_opens_nothing(open_page: OpenPage, office: Office) -> None:
    office.line.login.channel_id = "2000000002"  # tokens for another channel from now on
    page = open_page(f"{office.url}/healthz")
    open_in_line(page, office, "/contact")
    expect(page.get_by_role("alert")).to_contain_text("どなたが開いたかを確かめられませんでした")
    assert office.rows(FormEntry) == []


@pytest.fixture(scope="session")
def real_sdk(tmp_path_factory: pytest.TempPathFactory) -> str:
    """LINE's own SDK with its plugin for tests, `@line/liff-mock`, in one script; fails where REQUIRE_LIFF is set."""
    packed = tmp_path_factory.mktemp("liff") / "sdk.js"
    bundler = LIFF / "node_modules" / ".bin" / "esbuild"
    if not bundler.exists() and os.environ.get("REQUIRE_LIFF"):
        pytest.fail("REQUIRE_LIFF is set, and `npm ci` was not run in tests/browser/liff")
    if not bundler.exists():
        pytest.skip("LINE's SDK is not here: run `npm ci` in tests/browser/liff")
    command = [str(bundler), str(LIFF / "sdk.js"), "--bundle", "--format=iife", f"--outfile={packed}"]
    subprocess.run(command, check=True, capture_output=True)
    return packed.read_text("utf-8")


def test_the_real_sdk_takes_our_page(open_page: OpenPage, office: Office, real_sdk: str) -> None:
    token = office.line.login.issue_token(next(iter(office.line.citizens)))
    page = open_page(f"{office.url}/healthz")
    script = f"window.idTokenOfTheTest = '{token}';\n{real_sdk}"
    page.route(f"**{LIFF_SDK_PATH}", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.goto(f"{office.url}/liff/contact")
    expect(page.get_by_role("heading", name="職員に連絡")).to_be_visible()
    fill_in(page)
    expect(page.get_by_role("button", name="画面を閉じる")).to_be_visible()
