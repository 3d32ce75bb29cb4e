"""Takes the pictures of docs/images from a running demo: `make demo`, then `python docs/screenshots.py`.

Needs Chromium, playwright and pillow, as the tests do.
"""

from __future__ import annotations

import shutil
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

IMAGES = Path(__file__).parent / "images"
PHONE = {"width": 390, "height": 760}
DESK = {"width": 1280, "height": 800}
FEE = "住民票の写しの手数料はいくらですか。"


class Photographer:
    """Opens pages of the demo at `base`, each in a browser of its own, and keeps what they show."""

    def __init__(self, browser: Browser, base: str) -> None:
        self._browser = browser
        self._base = base

    def open(self, path: str, size: dict[str, int], locale: str = "ja-JP", **more: Any) -> Page:
        context = self._browser.new_context(viewport=size, locale=locale, timezone_id="Asia/Tokyo", **more)
        page = context.new_page()
        page.goto(self._base + path)
        return page

    def keep(self, page: Page, name: str, **more: Any) -> None:
        """As a small PNG: 256 colours are enough for a page without photos."""
        picture = Image.open(BytesIO(page.screenshot(**more))).convert("RGB")
        path = IMAGES / f"{name}.png"
        picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def ask(page: Page, words: str) -> None:
    """Say it in the chat, and wait for the answer."""
    answers = page.locator("#log .entry-bot")
    count = answers.count()
    page.locator("#text").fill(words)
    page.locator("#text").press("Enter")
    expect(answers).to_have_count(count + 1, timeout=30_000)
    page.locator("#text").blur()


def show_chat(at: Photographer) -> None:
    page = at.open("/", PHONE)
    ask(page, FEE)
    at.keep(page, "web-chat")
    page.goto(page.url + "?ruby=1")
    page.locator("#log .entry-bot").evaluate("one => scrollTo(0, one.offsetTop)")
    at.keep(page, "furigana")
    page = at.open("/", PHONE, "en-GB", color_scheme="dark")
    ask(page, "How much is a copy of the resident record?")
    at.keep(page, "web-chat-en")


def show_widget(at: Photographer) -> None:
    for name, size in (("widget", {"width": 1000, "height": 720}), ("widget-phone", PHONE)):
        page = at.open("/simulator/site/", size)
        if name == "widget-phone":
            at.keep(page, "widget-closed")
        page.locator(".launcher").click()
        expect(page.locator("#welcome")).to_be_visible()
        ask(page, FEE)
        at.keep(page, name)


def show_form(at: Photographer) -> None:
    page = at.open("/", PHONE)
    ask(page, "職員と話す")
    page.goto(str(page.get_by_role("link", name="職員に連絡").last.get_attribute("href")))
    page.get_by_label("相談したい").check()
    page.get_by_label("内容").fill("家の前の道路に穴があいています。")
    page.get_by_label("お名前").fill("山田 花子")
    page.get_by_label("電話番号").fill("090-12")
    page.locator(".main").click()
    page.locator("#f-phone").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, document.querySelector('#f-phone').getBoundingClientRect().top - 420)")
    at.keep(page, "form-error")
    page.locator("#f-phone").fill("090-1234-5678")
    page.locator("#f-postcode").fill("380-0801")
    page.locator(".beside .second").click()
    page.locator(".main").click()
    expect(page.locator(".answers")).to_be_visible()
    at.keep(page, "form-confirm")


def show_simulator(at: Photographer) -> None:
    page = at.open("/simulator/", DESK)
    page.get_by_role("button", name="小林 誠").click()
    page.wait_for_timeout(1000)
    if page.locator("#befriend").is_visible():  # not when it has been a demo for other pictures
        page.locator("#befriend").click()
    answers = page.locator("#chat .row:not(.own)")
    expect(answers.nth(1)).to_be_visible(timeout=30_000)
    count = answers.count()
    page.locator(".menu-bar .icon-button").click()  # from the rich menu to the keyboard
    page.locator("#words").fill("割れたガラスや茶わんは何ごみですか？")
    page.locator("#words").press("Enter")
    expect(answers).to_have_count(count + 1, timeout=30_000)
    page.get_by_role("button", name="メニューを開く").click()
    page.locator("#traffic li", has_text="/message/reply").first.locator("summary").click()
    page.wait_for_timeout(1000)
    at.keep(page, "simulator")


def main(base: str) -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        at = Photographer(browser, base)
        for show in (show_chat, show_widget, show_form, show_simulator):
            show(at)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
