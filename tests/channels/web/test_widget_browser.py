"""The widget in a page of another origin, as a browser with a strict policy and no foreign cookies has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.messages import Card, Choice, Text
from tests.channels.web.conftest import Office
from tests.channels.web.site import open_site

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, office: Office, origins: list[str]) -> Iterator[OpenPage]:
    """Opens the city's page in a browser of its own; no page may raise, or break its policy."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_one(language: str = "ja", attributes: str = "", width: int = 390, height: int = 760, **more: Any) -> Page:
        site = open_site(f"http://127.0.0.1:{office.port}", language, attributes)
        origins.append(site.__enter__())
        context = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP", **more)
        context.set_default_timeout(10_000)
        context.on("close", lambda: site.__exit__(None, None, None))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Policy" in said.text else None)
        page.goto(origins[-1])
        return page

    yield open_one
    found = list(problems)  # what a page can no longer fetch while it closes is no fault of it
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert found == []


def open_chat(page: Page) -> None:
    page.get_by_role("button", name="質問・相談").click()
    expect(page.get_by_role("dialog", name="みどり野市の窓口")).to_be_visible()


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#pending .entry").last).to_have_attribute("data-state", "accepted")


def ask(page: Page, office: Office, text: str, *answer: Text | Card) -> None:
    say(page, text)
    office.clerk.answer(*answer)
    expect(page.locator("#log .entry").last).to_contain_text(answer[-1].text)


def entries(page: Page) -> list[str]:
    return page.locator("#log .said").all_inner_texts()


def focused(page: Page) -> str:
    """The id, label or words of what has the focus, inside of the widget too."""
    script = """() => {
        let one = document.activeElement;
        while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
        return one.id || one.ariaLabel || one.innerText.trim();
    }"""
    return str(page.evaluate(script))


def test_a_question_its_answer_and_both_after_a_reload(open_page: OpenPage, office: Office) -> None:
    page = open_page()
    open_chat(page)
    ask(page, office, "ごみの日は？", Text("火曜日です。", (Choice("時間は？", text="時間は？"),)))
    page.get_by_role("button", name="時間は？").click()
    expect(page.locator("#pending .entry")).to_have_attribute("data-state", "accepted")
    office.clerk.answer(Text("8時半までです。"))
    expect(page.locator("#log .entry").last).to_contain_text("8時半までです。")
    said = ["ごみの日は？", "火曜日です。", "時間は？", "8時半までです。"]
    assert entries(page) == said
    page.reload()
    open_chat(page)
    expect(page.locator("#log .entry")).to_have_count(4)
    assert entries(page) == said
    ask(page, office, "ありがとう", Text("どういたしまして。"))
    assert entries(page) == [*said, "ありがとう", "どういたしまして。"]


def test_nothing_is_asked_for_until_the_button_is_pressed(open_page: OpenPage, office: Office) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition(str(office.port))[2].partition("?")[0]))
    expect(page.get_by_role("button", name="質問・相談")).to_be_visible()
    assert asked == []
    open_chat(page)
    expect(page.get_by_role("textbox")).to_be_visible()
    assert asked == ["/chat/panel"]  # no session before the first words
    say(page, "質問")
    assert asked.count("/chat/sessions") == 1


def test_an_answer_while_it_is_closed_is_counted(open_page: OpenPage, office: Office) -> None:
    page = open_page()
    open_chat(page)
    ask(page, office, "質問", Text("少し待ってください。"))
    page.get_by_role("button", name="閉じる").click()
    button = page.get_by_role("button", name="質問・相談")
    expect(button).to_be_focused()
    expect(page.locator(".badge")).to_be_hidden()
    office.clerk.say(1, Text("お待たせしました。"))
    expect(page.locator(".badge")).to_have_attribute("data-count", "1")
    expect(button).to_have_accessible_name("質問・相談 – 新しい返事が1件あります")
    expect(page.get_by_role("status").first).to_have_text("新しい返事が1件あります")
    page.reload()
    expect(page.locator(".badge")).to_have_attribute("data-count", "1")
    open_chat(page)
    expect(page.locator("#log .entry").last).to_contain_text("お待たせしました。")
    page.get_by_role("button", name="閉じる").click()
    expect(page.locator(".badge")).to_be_hidden()
    page.reload()
    expect(button).to_be_visible()
    expect(page.locator(".badge")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_by_keyboard_alone(open_page: OpenPage, office: Office, width: int) -> None:
    page = open_page(width=width)
    expect(page.get_by_role("button", name="質問・相談")).to_be_visible()
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="質問・相談")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    passed = []
    for _ in range(16):
        page.keyboard.press("Tab")
        passed.append(focused(page))
    assert passed[:2] == ["voice", "送信"]
    assert "日本語" in passed[2] and "閉じる" in passed  # round again, never into the page
    assert "before" not in passed and passed.count("送信") == 2
    page.get_by_role("textbox").focus()
    ask(page, office, "質問", Text("答えです。"))
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="質問・相談")).to_be_focused()


def test_escape_closes_the_menu_first(open_page: OpenPage, office: Office) -> None:
    page = open_page(width=1280)
    open_chat(page)
    page.locator(".languages summary").click()
    expect(page.get_by_role("link", name="English")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="English")).to_be_hidden()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_language_is_that_of_the_page_until_another_is_chosen(open_page: OpenPage, office: Office) -> None:
    page = open_page(language="ko")
    page.get_by_role("button", name="질문·상담").click()
    page.locator(".languages summary").click()
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.get_by_role("textbox", name="Viết câu hỏi của bạn")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Hỏi đáp").click()
    say(page, "Xin chào")
    (inbound,) = office.clerk.waiting()
    assert inbound.locale == "vi"


def test_the_tag_may_say_the_language(open_page: OpenPage) -> None:
    page = open_page(attributes='data-language="en"')
    page.get_by_role("button", name="Questions").click()
    expect(page.get_by_role("textbox", name="Write your question")).to_be_visible()


def test_it_can_be_opened_as_a_page(open_page: OpenPage, office: Office) -> None:
    page = open_page()
    open_chat(page)
    link = page.get_by_role("link", name="窓口のページを開く")
    expect(link).to_have_attribute("href", f"http://127.0.0.1:{office.port}/?lang=ja")
    expect(link).to_have_attribute("target", "_blank")


def test_a_token_that_is_no_longer_good_is_replaced(open_page: OpenPage, office: Office) -> None:
    page = open_page()
    page.evaluate("localStorage.setItem('madoguchi.token', 'gone 9999999999')")
    open_chat(page)
    ask(page, office, "質問", Text("答えです。"))
    assert entries(page) == ["質問", "答えです。"]


def test_where_the_site_is_not_known_the_page_is_offered(
    open_page: OpenPage, origins: list[str], office: Office
) -> None:
    page = open_page()
    origins.clear()
    page.get_by_role("button", name="質問・相談").click()
    expect(page.get_by_role("dialog")).to_contain_text("ここでは開けませんでした")
    link = page.get_by_role("link", name="窓口のページを開く")
    expect(link).to_have_attribute("href", f"http://127.0.0.1:{office.port}/")
    page.get_by_role("button", name="閉じる").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_offline_is_told_and_what_was_written_is_sent_once(open_page: OpenPage, office: Office) -> None:
    page = open_page()
    open_chat(page)
    ask(page, office, "こんにちは", Text("はい。"))
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("電波がない")
    page.keyboard.press("Enter")
    expect(page.locator("#pending .failure")).to_contain_text("送れませんでした")
    expect(page.locator("#notice")).to_contain_text("接続が切れています")
    page.context.set_offline(False)
    expect(page.locator("#pending .failure")).to_be_hidden()
    expect(page.locator("#pending .entry")).to_have_attribute("data-state", "accepted")
    assert [inbound.text for inbound in office.clerk.waiting()] == ["電波がない"]


@pytest.mark.parametrize(("width", "text_size"), [(320, "62.5%"), (320, "125%"), (1280, "125%")])
def test_it_fits_and_a_shrunken_root_does_not_shrink_it(
    open_page: OpenPage, office: Office, width: int, text_size: str
) -> None:
    page = open_page(width=width, height=640)
    page.evaluate("size => document.documentElement.style.fontSize = size", text_size)  # 125 % is 200 % of 62.5 %
    open_chat(page)
    size = page.locator("#text").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size == (16 if text_size == "62.5%" else 32)
    ask(page, office, "質問", Card("表題", "長い文です。" * 40, buttons=(Choice("開く", url="https://example.jp/"),)))
    wide = page.locator(".panel").evaluate(
        """panel => [...panel.querySelectorAll("*")]
            .filter((one) => !one.closest(".unseen, svg, template"))
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => one.className)"""
    )
    assert wide == []
    assert page.get_by_role("button", name="閉じる").bounding_box()["width"] >= 44
    expect(page.locator("#log .entry-bot .card-title")).to_be_in_viewport()
    assert page.locator(".head").bounding_box()["y"] >= 0


def test_styles_of_the_page_stay_outside(open_page: OpenPage) -> None:
    page = open_page()
    open_chat(page)
    style = page.locator("#title").evaluate(
        "one => { const {color, letterSpacing, textTransform} = getComputedStyle(one);"
        " return [color, letterSpacing, textTransform]; }"
    )
    assert style == ["rgb(26, 26, 26)", "normal", "none"]
    assert page.get_by_role("button", name="送信").bounding_box()["height"] >= 44


def test_twice_in_a_page_is_one_button(open_page: OpenPage, office: Office) -> None:
    page = open_page()
    expect(page.locator("madoguchi-chat")).to_have_count(1)
    page.evaluate(
        """address => new Promise((resolve) => {
            const script = document.createElement("script");
            script.onload = resolve;
            script.src = trustedTypes.createPolicy("madoguchi", { createScriptURL: (url) => url })
                .createScriptURL(address);
            document.head.append(script);
        })""",
        f"http://127.0.0.1:{office.port}/widget.js?again",
    )
    expect(page.locator("madoguchi-chat")).to_have_count(1)
