"""The forms in a real browser: by the keyboard alone, on a small screen with large text, and with the script's help."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect
from sqlmodel import select

from bot.forms.links import FormLink, sign_link
from bot.models.conversation import Conversation
from bot.models.forms import EntryState, FormEntry
from tests.browser.conftest import OpenPage
from tests.browser.test_web_page import assert_within
from tests.channels.forms.conftest import make_photo
from tests.scenarios.office import Citizen, Office

pytestmark = [
    pytest.mark.browser,
    # What the browser sees is the same on either database.
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

MOST_BYTES = 60 * 1024


@pytest.fixture
def address(office: Office) -> str:
    """The link a citizen of LINE was given."""
    citizen = Citizen(office)
    citizen.says("こんにちは")
    citizen.hears()
    with office.counter.database.read() as session:
        conversation_id = session.exec(select(Conversation.id)).one() or 0
    token = sign_link(office.settings.secret_key, FormLink(conversation_id, "contact", "ja"))
    return f"{office.url}/liff/contact?t={token}"


def entries(office: Office) -> list[FormEntry]:
    return office.rows(FormEntry)


def test_by_the_keyboard_alone(open_page: OpenPage, office: Office, address: str) -> None:
    page = open_page(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ")).to_be_focused()
    page.keyboard.press("Enter")
    walk_to(page, "f-topic-procedure")
    page.keyboard.press("ArrowDown")
    for id, words in (("f-about", "道路の穴"), ("f-name", "髙﨑𠮷子"), ("f-phone", "090-1234-5678")):
        walk_to(page, id)
        page.keyboard.insert_text(words)
    page.keyboard.press("Enter")  # goes on, and does not look the postcode up
    expect(page.get_by_role("heading", level=1)).to_have_text("この内容で送ります")
    expect(page.locator(".answers")).to_contain_text("相談したい")
    walk_to_button(page, "送信する")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("送信しました")
    (entry,) = entries(office)
    expect(page.locator(".done")).to_contain_text(entry.number)


def walk_to(page: Page, id: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == id:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{id} can't be reached")


def walk_to_button(page: Page, label: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.textContent.trim()") == label:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} can't be reached")


def test_errors_have_the_focus_and_lead_to_their_fields(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_label("お名前").fill("123")
    page.get_by_role("button", name="確認へ進む").click()
    summary = page.get_by_role("alert").filter(has_text="直していただくところがあります")
    expect(summary).to_be_focused()
    assert page.title().startswith("修正してください：")
    summary.get_by_role("link", name="お名前").click()
    name = page.get_by_label("お名前")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("エラー： お名前を文字で書いてください。")
    expect(name).to_have_value("123")
    summary.get_by_role("link", name="どのようなご用件ですか").click()
    expect(page.get_by_label("手続きについて")).to_be_focused()


def test_a_postcode_fills_its_address_and_says_so(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_label("郵便番号").press_sequentially("３８０ー０８０１")
    expect(page.get_by_label("住所", exact=False).and_(page.locator("#f-address"))).to_have_value("長野県長野市箱清水")
    expect(page.get_by_role("status").filter(has_text="住所を入れました")).to_be_visible()
    page.locator("#f-address").fill("東京都千代田区1-1")
    page.get_by_label("郵便番号").fill("380-0838")
    expect(page.locator("#f-address")).to_have_value("東京都千代田区1-1")  # what a citizen wrote stays
    page.get_by_label("郵便番号").fill("999-9999")
    expect(page.get_by_role("status").filter(has_text="見つかりません")).to_be_visible()


def test_a_draft_is_saved_by_itself_and_kept_through_a_change_of_language(
    open_page: OpenPage, office: Office, address: str
) -> None:
    page = open_page(address)
    page.get_by_label("お名前").fill("山田花子")
    expect(page.get_by_role("status").filter(has_text="下書きを保存しました")).to_be_visible()
    assert entries(office)[0].content == {"name": "山田花子", "birth_date.era": "western"}
    page.get_by_label("フリガナ").fill("ヤマダ")
    page.locator(".languages summary").click()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Name Required")).to_have_value("山田花子")
    expect(page.get_by_label("katakana")).to_have_value("ヤマダ")
    page.get_by_role("button", name="Delete it and start again").click()
    expect(page.get_by_label("Name Required")).to_have_value("")


def test_a_photo_that_is_too_large_is_said_before_it_is_sent(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    large, right = tmp_path / "large.jpg", tmp_path / "right.jpg"
    large.write_bytes(b"\xff\xd8\xff" + b"\0" * (11 * 1024 * 1024))
    right.write_bytes(make_photo())
    page = open_page(address)
    page.locator("#f-photo").set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text="写真が大きすぎます")).to_be_visible()
    page.locator("#f-photo").set_input_files(right)
    expect(page.get_by_role("alert").filter(has_text="写真が大きすぎます")).to_have_count(0)
    page.get_by_role("button", name="下書きを保存する").click()
    picture = page.get_by_role("img", name="お送りになる写真")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 400


def test_twice_in_two_tabs(open_page: OpenPage, office: Office, address: str) -> None:
    first = open_page(address)
    second = first.context.new_page()
    second.goto(address)
    for page in (first, second):
        page.get_by_label("相談したい").check()
        page.get_by_label("内容").fill("道路の穴")
        page.get_by_label("お名前").fill("山田")
        page.get_by_label("電話番号").fill("090-1234-5678")
        page.get_by_role("button", name="確認へ進む").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("この内容で送ります")
    for page in (first, second):
        page.get_by_role("button", name="送信する").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("送信しました")
    expect(second.get_by_role("main")).to_contain_text("もう送信されています")
    expect(first.get_by_role("main")).not_to_contain_text("もう送信されています")
    assert [entry.state for entry in entries(office)] == [EntryState.SENT]


@pytest.mark.parametrize("language", ["ja", "vi"])
def test_a_small_screen_with_large_text_does_not_scroll_sideways(
    open_page: OpenPage, address: str, language: str
) -> None:
    page = open_page(address, width=320)
    page.goto(f"{page.url}?lang={language}")
    large = "document.documentElement.style.fontSize = '200%'"
    page.evaluate(large)
    assert_within(page)
    page.locator(".main").click()
    page.evaluate(large)
    expect(page.locator(".summary")).to_be_visible()
    assert_within(page)
    page.locator("#f-topic-other").check()
    page.locator("#f-about").fill("長い言葉" * 40)
    page.locator("#f-name").fill("山田")
    page.locator("#f-mail").fill(f"{'a' * 60}@example.com")
    page.locator(".main").click()
    page.evaluate(large)
    expect(page.locator(".answers")).to_be_visible()
    assert_within(page)
    page.locator(".main").click()
    page.evaluate(large)
    expect(page.locator(".done")).to_be_visible()
    assert_within(page)


def test_a_page_with_everything_it_loads_is_small(open_page: OpenPage, address: str) -> None:
    page = open_page("about:blank")
    loaded: list[Request] = []
    page.on("requestfinished", lambda request: loaded.append(request))
    page.goto(address, wait_until="networkidle")
    sent = {request.url: request.sizes()["responseBodySize"] for request in loaded}
    assert len(sent) >= 6 and any(url.endswith("/forms.js") for url in sent)
    assert sum(sent.values()) <= MOST_BYTES, sent


def test_without_script(open_page: OpenPage, office: Office, address: str) -> None:
    page = open_page(address, java_script_enabled=False)
    page.get_by_label("相談したい").check()
    page.get_by_label("内容").fill("道路の穴")
    page.get_by_label("お名前").fill("山田")
    page.get_by_label("電話番号").fill("090-1234-5678")
    page.get_by_label("郵便番号").fill("380-0801")
    page.get_by_role("button", name="住所を入れる").click()
    expect(page.locator("#f-address")).to_have_value("長野県長野市箱清水")
    page.get_by_role("button", name="確認へ進む").click()
    page.get_by_role("button", name="送信する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("送信しました")
    assert entries(office)[0].content["address"] == "長野県長野市箱清水"
