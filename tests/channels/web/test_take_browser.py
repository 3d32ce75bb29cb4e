"""Taking an answer along, and speaking instead of typing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.messages import Card, Choice, Table, Text
from tests.channels.web.conftest import Office, OpenOffice
from tests.channels.web.site import open_site

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

CARD = Card(
    "住民票の写し",
    "手数料は300円です。\n電話は026-000-1101です。",
    facts=(("担当", "市民窓口課"),),
    note="市が確認した日 令和8年10月5日",
    buttons=(
        Choice("市のページを見る", url="https://www.city.midorino.example/a"),
        Choice("電話 026-000-1101", url="tel:0260001101"),
        Choice("続きを見る", "faq.more"),
    ),
    tables=(Table(("", "窓口", "コンビニ"), (("住民票", "300円", "200円"),), "手数料"),),
    choices=(Choice("👍", "faq.rate"),),
)
WORDS = [
    "住民票の写し",
    "手数料は300円です。",
    "電話は026-000-1101です。",
    "手数料",
    "窓口  コンビニ",
    "住民票  300円  200円",
    "担当  市民窓口課",
    "市が確認した日 令和8年10月5日",
    "市のページを見る https://www.city.midorino.example/a",
    "電話 026-000-1101",
]
# A browser that hears what the test lets it hear.
LISTENS = """
globalThis.SpeechRecognition = class {
  start() { globalThis.heard = this; }
  stop() { this.onend(); }
  abort() {}
};
"""


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    context = browser.new_context(locale="ja-JP", viewport={"width": 390, "height": 760})
    context.set_default_timeout(10_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script(LISTENS)
    page.add_init_script("globalThis.print = () => { globalThis.isPrinted = true; }")
    page.goto(f"http://127.0.0.1:{office.port}/")
    yield page
    found = list(problems)  # what a page can no longer fetch while it closes is no fault of it
    context.close()
    assert found == []


def ask(page: Page, office: Office, *answer: Text | Card) -> Locator:
    page.get_by_role("textbox").fill("質問")
    page.keyboard.press("Enter")
    expect(page.locator("#pending .entry")).to_have_attribute("data-state", "accepted")
    office.clerk.answer(*answer)
    entry = page.locator("#log .entry-bot").last
    expect(entry).to_contain_text(answer[-1].text.split("\n")[0])
    return entry


def open_menu(entry: Locator) -> None:
    entry.locator(".take summary").click()
    expect(entry.get_by_role("button", name="印刷する")).to_be_visible()


def test_an_answer_goes_by_mail_and_by_line_as_plain_words(page: Page, office: Office) -> None:
    entry = ask(page, office, CARD)
    open_menu(entry)
    mail = urlsplit(str(entry.get_by_role("link", name="メールで送る").get_attribute("href")))
    assert (mail.scheme, mail.path) == ("mailto", "")
    subject, body = (parse_qs(mail.query)[name][0] for name in ("subject", "body"))
    assert subject == "住民票の写し"
    assert body.split("\r\n")[: len(WORDS)] == WORDS
    assert body.split("\r\n")[-3] == "みどり野市の窓口"
    assert body.split("\r\n")[-2].startswith("令和")
    assert body.split("\r\n")[-1] == f"http://127.0.0.1:{office.port}/"
    line = str(entry.get_by_role("link", name="LINEで送る").get_attribute("href"))
    assert line.startswith("https://line.me/R/msg/text/?")
    assert unquote(line.partition("?")[2]).split("\n")[: len(WORDS)] == WORDS


def test_an_answer_is_copied(page: Page, office: Office) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    entry = ask(page, office, CARD)
    open_menu(entry)
    entry.get_by_role("button", name="コピーする").click()
    expect(page.get_by_role("status")).to_have_text("回答をコピーしました。")
    assert page.evaluate("navigator.clipboard.readText()").split("\n")[: len(WORDS)] == WORDS
    page.keyboard.press("Escape")
    expect(entry.get_by_role("button", name="印刷する")).to_be_hidden()


def test_only_the_answer_is_printed_with_where_it_is_from(page: Page, office: Office) -> None:
    ask(page, office, Text("ほかの答え"))
    entry = ask(page, office, CARD)
    open_menu(entry)
    entry.get_by_role("button", name="印刷する").click()
    assert page.evaluate("isPrinted")
    page.emulate_media(media="print")
    paper = page.locator(".paper")
    expect(paper).to_be_visible()
    for words in ("みどり野市の窓口", "住民票の写し", "令和8年10月5日", "担当課でお確かめください"):
        expect(paper).to_contain_text(words)
    expect(paper).to_contain_text(f"http://127.0.0.1:{office.port}/")
    expect(paper.get_by_text("続きを見る")).to_be_hidden()  # a button is of no use on paper
    expect(page.locator("#log")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(paper).to_have_count(0)
    expect(page.locator("#log")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#log")).to_be_visible()  # the whole talk, as before


def test_after_a_reload_answers_can_still_be_taken_along(page: Page, office: Office) -> None:
    ask(page, office, CARD)
    page.reload()
    open_menu(page.locator("#log .entry-bot"))


def test_mere_words_have_no_menu(page: Page, office: Office) -> None:
    entry = ask(page, office, Text("どういたしまして。"))
    expect(entry.locator(".take")).to_have_count(0)


def test_in_a_page_of_the_city_its_own_content_is_not_printed(
    browser: Browser, open_office: OpenOffice, database_url: str
) -> None:
    origins: list[str] = []
    office = open_office(widget_origins=origins)
    with open_site(f"http://127.0.0.1:{office.port}") as site:
        origins.append(site)
        context = browser.new_context(locale="ja-JP")
        page = context.new_page()
        page.add_init_script("globalThis.print = () => { globalThis.isPrinted = true; }")
        page.goto(site)
        page.get_by_role("button", name="質問・相談").click()
        entry = ask(page, office, CARD)
        open_menu(entry)
        entry.get_by_role("button", name="印刷する").click()
        assert page.evaluate("isPrinted")
        page.emulate_media(media="print")
        expect(page.locator(".paper")).to_contain_text(f"http://127.0.0.1:{office.port}/")
        expect(page.locator("main").first).to_be_hidden()
        expect(page.locator(".panel")).to_be_hidden()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator("main").first).to_be_visible()
        context.close()


def test_what_is_spoken_is_written_and_not_sent(page: Page, office: Office) -> None:
    page.get_by_role("textbox").fill("先に書いた文。")
    button = page.get_by_role("button", name="声で入力")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status")).to_contain_text("ブラウザの会社に送られることがあります")
    assert page.evaluate("heard.lang") == "ja-JP"
    page.evaluate("heard.onresult({ results: [[{ transcript: '住民票が' }], [{ transcript: 'ほしい' }]] })")
    expect(page.get_by_role("textbox")).to_have_value("先に書いた文。住民票がほしい")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("status")).to_be_empty()
    expect(page.get_by_role("textbox")).to_be_focused()
    assert office.clerk.waiting() == []


def test_a_microphone_that_is_not_allowed_is_told(page: Page) -> None:
    page.get_by_role("button", name="声で入力").click()
    page.evaluate("heard.onerror({ error: 'not-allowed' }); heard.onend()")
    expect(page.get_by_role("status")).to_contain_text("マイクを使えませんでした")


def test_where_the_browser_can_not_listen_there_is_no_button(browser: Browser, office: Office) -> None:
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.add_init_script("delete globalThis.SpeechRecognition; delete globalThis.webkitSpeechRecognition;")
    page.goto(f"http://127.0.0.1:{office.port}/")
    expect(page.locator("#voice")).to_be_hidden()
    context.close()
