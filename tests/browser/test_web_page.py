"""The web page as citizens use it: by keyboard, small, enlarged, in their language, over a bad line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

Faq = dict[str, dict[str, str]]

FEE = "residents-001"


def ask(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def answers(page: Page) -> Locator:
    return page.locator("#log .entry-bot")


def focused(page: Page) -> str:
    """What a screen reader would say first: the words or the id of what has the focus."""
    script = "() => document.activeElement.id || document.activeElement.innerText.trim()"
    return str(page.evaluate(script))


def press_tab_until(page: Page, wanted: str, key: str = "Tab") -> list[str]:
    """Everything that had the focus on the way, `wanted` (its beginning) last."""
    passed: list[str] = []
    while not passed or not passed[-1].startswith(wanted):
        assert len(passed) < 30, f"{wanted} is not reached by {key}: {passed}"
        page.keyboard.press(key)
        passed.append(focused(page))
    return passed


def said(page: Page) -> list[str]:
    """What the citizen said, as the log has it."""
    return page.locator("#log .entry-citizen .said").all_inner_texts()


def test_a_question_and_a_quick_reply_by_keyboard_alone(open_page: OpenPage, office: Office, faq: Faq) -> None:
    row = faq[FEE]
    page = open_page(office.url)
    order = press_tab_until(page, "送信")
    assert order[:5] == ["質問を書く欄へ", "言語を選ぶ:\n日本語", "ふりがな", "職員と話す", "attach"]
    assert order[-3:] == ["text", "voice", "送信"] and len(order) == 13  # between them the numbers and four examples
    press_tab_until(page, "質問を書く欄へ", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()

    page.keyboard.type(row["question"])
    page.keyboard.press("Enter")
    expect(answers(page)).to_contain_text(row["answer"].split("\n")[0])
    expect(page.get_by_role("textbox")).to_be_focused()
    assert press_tab_until(page, "👍", "Shift+Tab")[0] == "職員と話す"  # the last of the quick replies comes first
    page.keyboard.press("Enter")
    expect(answers(page).last).to_contain_text("ありがとうございます")
    assert said(page) == [row["question"], "👍 役に立った"]
    expect(answers(page)).to_have_count(2)
    expect(page.locator("#pending .entry")).to_have_count(0)


def test_a_screen_reader_is_told_of_answers_and_sources(open_page: OpenPage, office: Office, faq: Faq) -> None:
    row = faq[FEE]
    page = open_page(office.url)
    log = page.get_by_role("log", name="やりとり")
    expect(log).to_have_attribute("aria-live", "polite")
    ask(page, row["question"])
    expect(log.get_by_role("heading", name=row["question"])).to_be_visible()
    source = log.get_by_role("link", name="市のページを見る")
    expect(source).to_have_attribute("href", row["url"])
    expect(source).to_have_accessible_name("市のページを見る （新しいタブで開きます）")
    expect(log.get_by_role("link", name="電話 026-000-1101")).to_have_attribute("href", "tel:0260001101")
    expect(log.get_by_text("市が確認した日 令和8年10月5日")).to_be_visible()
    expect(log.get_by_role("group").get_by_role("button")).not_to_have_count(0)


def test_a_reload_keeps_the_conversation(open_page: OpenPage, office: Office, faq: Faq) -> None:
    page = open_page(office.url)
    ask(page, faq[FEE]["question"])
    expect(answers(page)).to_have_count(1)
    page.reload()
    expect(answers(page)).to_have_count(1)
    ask(page, "ありがとう")
    expect(answers(page)).to_have_count(2)
    assert said(page) == [faq[FEE]["question"], "ありがとう"]


def test_a_restart_of_the_server_costs_nothing(open_page: OpenPage, open_office: OpenOffice, faq: Faq) -> None:
    office = open_office()
    page = open_page(office.url)
    ask(page, "こんにちは")
    expect(answers(page)).to_have_count(1)
    office.close()
    ask(page, faq[FEE]["question"])
    expect(page.locator("#pending .failure")).to_contain_text("送れませんでした")
    expect(page.locator("#pending .words")).to_have_text(faq[FEE]["question"])
    expect(page.locator("#notice")).to_contain_text("接続が切れています")
    open_office()
    expect(answers(page).last).to_contain_text(faq[FEE]["answer"].split("\n")[0])
    ask(page, "ありがとう")
    expect(answers(page)).to_have_count(3)
    assert said(page) == ["こんにちは", faq[FEE]["question"], "ありがとう"]


def test_what_could_not_be_sent_is_kept_and_sent_once(open_page: OpenPage, office: Office, faq: Faq) -> None:
    page = open_page(office.url)
    page.route("**/chat/messages", lambda route: route.abort())
    ask(page, faq[FEE]["question"])
    expect(page.get_by_role("alert")).to_contain_text("送れませんでした")
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value(faq[FEE]["question"])
    page.get_by_role("button", name="送信").click()
    expect(page.get_by_role("alert")).to_contain_text("送れませんでした")
    page.unroute("**/chat/messages")
    page.get_by_role("button", name="もう一度送る").click()
    expect(answers(page)).to_have_count(1)
    assert said(page) == [faq[FEE]["question"]]


@pytest.mark.parametrize(("width", "text_size"), [(390, "100%"), (320, "200%")])
def test_the_answer_comes_into_sight_after_a_long_question(
    open_page: OpenPage, office: Office, width: int, text_size: str
) -> None:
    page = open_page(office.url, width=width, height=640)
    page.evaluate("size => document.documentElement.style.fontSize = size", text_size)
    ask(page, "住民票について聞きたいことがあります。" * 30)
    expect(answers(page).locator(".said")).to_be_in_viewport()


@pytest.mark.parametrize("text_size", ["100%", "200%"])
def test_a_small_page_has_no_horizontal_scrolling(
    open_page: OpenPage, office: Office, faq: Faq, text_size: str
) -> None:
    page = open_page(office.url, width=320)
    page.evaluate("size => document.documentElement.style.fontSize = size", text_size)
    assert_within(page)
    ask(page, faq[FEE]["question"])
    expect(answers(page)).to_have_count(1)
    ask(page, "職員と話す")
    expect(answers(page)).to_have_count(2)
    assert_within(page)


def assert_within(page: Page) -> None:
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((one) => !one.closest(".unseen, .skip, .carousel"))
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => one.className)"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_language_is_switched(open_page: OpenPage, office: Office, faq: Faq) -> None:
    row = next(row for row in faq.values() if row["language"] == "en")
    page = open_page(office.url)
    page.locator(".languages summary").click()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("textbox", name="Write your question")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    ask(page, row["question"])
    expect(answers(page)).to_contain_text(row["answer"].split("\n")[0])
    expect(answers(page)).to_contain_text("Checked by the city on 5 October 2026")
    page.reload()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
