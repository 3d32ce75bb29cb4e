"""The simulator's page in front of the whole counter: what the demo shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.simulator.line import SimulatedLine
from tests.browser.conftest import OpenPage
from tests.scenarios.office import Office, list_sends

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

Faq = dict[str, dict[str, str]]


def bubbles(page: Page) -> Locator:
    """What the counter said."""
    return page.locator("#chat .row:not(.own)")


def own(page: Page) -> Locator:
    return page.locator("#chat .row.own")


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="メッセージを入力").fill(text)
    page.keyboard.press("Enter")


@pytest.fixture
def page(open_page: OpenPage, demo_office: Office) -> Page:
    """Hanako has added the city as a friend."""
    page = open_page(f"{demo_office.url}/simulator/", width=1280)
    page.get_by_role("button", name="山田 花子").click()
    page.get_by_role("button", name="友だちに追加").click()
    expect(bubbles(page).first).to_contain_text("みどり野市の窓口へようこそ")
    expect(bubbles(page)).to_have_count(2)
    return page


def test_a_question_and_the_buttons_of_its_answer(page: Page, faq: Faq) -> None:
    row = faq["residents-001"]
    say(page, row["question"])
    answer = bubbles(page).nth(2)
    for words in (row["question"], row["answer"].split("\n")[-1], "市民窓口課", "市が確認した日 令和8年10月5日"):
        expect(answer).to_contain_text(words)
    expect(own(page)).to_contain_text("既読")
    answer.get_by_role("button", name="電話 026-000-1101").click()
    expect(page.locator("#toast")).to_have_text("スマートフォンでは開きます：tel:0260001101")
    page.locator("#quick").get_by_role("button", name="👍 役に立った").click()
    expect(bubbles(page).nth(3)).to_contain_text("ありがとうございます")
    assert [words.split("\n")[0] for words in own(page).all_inner_texts()] == [row["question"], "👍 役に立った"]
    expect(page.locator("#quick")).to_be_hidden()


def test_a_flex_button_brings_the_rest_of_a_long_answer(page: Page, faq: Faq) -> None:
    row = faq["residents-001-en"]
    say(page, row["question"])
    end = row["answer"].split("\n")[-1]
    expect(bubbles(page).nth(2)).to_contain_text("Checked by the city")
    expect(bubbles(page).nth(2)).not_to_contain_text(end)
    bubbles(page).nth(2).get_by_role("button", name="Read more").click()
    expect(bubbles(page).last).to_contain_text(end)


def test_a_sticker_is_answered(page: Page) -> None:
    page.get_by_role("button", name="スタンプ").click()
    page.locator("#stickers").get_by_role("button", name="hello").click()
    expect(bubbles(page).nth(2)).to_contain_text("スタンプをありがとうございます")


def test_blocking_and_coming_back(page: Page, line: SimulatedLine) -> None:
    page.get_by_role("button", name="ブロック", exact=True).click()
    expect(page.get_by_text("ブロック中です")).to_be_visible()
    expect(page.locator("#composer")).to_be_hidden()
    page.locator("#stranger").get_by_role("button", name="ブロック解除").click()
    expect(bubbles(page).nth(2)).to_contain_text("おかえりなさい。みどり野市の窓口です。")
    line.wait_for_request(lambda request: request.operation == "replyMessage", count=2)  # shown before it is recorded
    assert [request.operation for request in list_sends(line)] == ["replyMessage"] * 2


def test_a_message_is_taken_back(page: Page) -> None:
    say(page, "こんにちは")
    expect(bubbles(page)).to_have_count(3)
    own(page).hover()
    own(page).get_by_role("button", name="その他").click()
    page.get_by_role("button", name="送信取消").click()
    expect(page.locator("#chat").get_by_text("メッセージの送信を取り消しました")).to_be_visible()
    expect(own(page)).to_have_count(0)


def test_the_panel_shows_the_calls(page: Page) -> None:
    say(page, "こんにちは")
    calls = page.locator("#traffic li")
    expect(calls).to_have_count(4)  # two webhooks, two replies
    reply = calls.filter(has_text="/message/reply").first
    expect(reply).to_contain_text(re.compile(r"POST.*/message/reply.*200", re.DOTALL))
    reply.locator("summary").click()
    expect(reply.locator("pre")).to_contain_text("replyToken")
    webhook = calls.filter(has_text="Webhook").first
    expect(webhook).to_contain_text("200")
