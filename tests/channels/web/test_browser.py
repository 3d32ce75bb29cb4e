"""The page in a real browser: live, by keyboard, when the line is bad, and safe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from bot.errors import TemporaryFault
from bot.inbox import accept
from bot.messages import Asks, Card, Choice, Inbound, Location, Table, Text
from bot.models.conversation import Conversation
from bot.streams import Seats
from tests.channels.web.conftest import Office, OpenOffice

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    yield from open_page(browser, office)


def open_page(browser: Browser, office: Office) -> Iterator[Page]:
    context = browser.new_context(
        locale="ja-JP", timezone_id="America/New_York", viewport={"width": 320, "height": 640}
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(f"a dialog opened: {dialog.message}"))
    page.goto(f"http://127.0.0.1:{office.port}/")
    yield page
    found = list(problems)  # what a page can no longer fetch while it closes is no fault of it
    context.close()
    assert found == []


def entries(page: Page) -> list[str]:
    return page.locator("#log .said").all_inner_texts()


def expect_sent(page: Page) -> None:
    expect(page.locator("#pending .entry")).to_have_attribute("data-state", "accepted")


def ask(page: Page, office: Office, text: str, *answer: Text | Card) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#pending .entry").last).to_contain_text(text)
    expect_sent(page)
    office.clerk.answer(*answer)
    expect(page.locator("#log .entry").last).to_contain_text(answer[-1].text)


def test_a_question_is_answered_live_and_still_there_after_a_reload(page: Page, office: Office) -> None:
    ask(page, office, "ごみの日は？", Text("火曜日です。"))
    ask(page, office, "粗大ごみは？", Text("電話で申し込んでください。"))
    said = ["ごみの日は？", "火曜日です。", "粗大ごみは？", "電話で申し込んでください。"]
    assert entries(page) == said
    expect(page.locator("#pending .entry")).to_have_count(0)
    expect(page.locator("#welcome")).to_have_count(0)
    expect(page.locator("#log .day")).to_have_count(1)
    assert page.get_by_role("textbox").input_value() == ""
    page.reload()
    ask(page, office, "燃えるごみは？", Text("月曜日です。"))
    assert entries(page) == [*said, "燃えるごみは？", "月曜日です。"]


def test_a_wide_table_scrolls_in_its_box_and_not_the_page(page: Page, office: Office) -> None:
    headers = ("", *(f"{number}番窓口" for number in range(8)))
    rows = tuple((f"{row}月", *["午前9時から"] * 8) for row in range(3))
    ask(page, office, "時間は？", Card("時間", "時間です。", tables=(Table(headers, rows, "窓口の時間"),)))
    box = page.get_by_role("group", name="窓口の時間")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_typing_is_shown_until_the_answer_comes(page: Page, office: Office) -> None:
    page.get_by_role("textbox").fill("質問")
    page.keyboard.press("Enter")
    expect(page.locator("#typing")).to_be_visible()
    office.clerk.answer(Text("答え"))
    expect(page.locator("#typing")).to_be_hidden()


def test_quick_replies_by_keyboard(page: Page, office: Office) -> None:
    ask(page, office, "住民票", Text("何を知りたいですか。", (Choice("手数料は？", postback="faq.show?id=3"),)))
    choice = page.get_by_role("button", name="手数料は？")
    page.get_by_role("textbox").focus()
    page.keyboard.press("Shift+Tab")
    expect(choice).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#pending .entry")).to_contain_text("手数料は？")
    expect(choice).to_be_hidden()
    expect_sent(page)
    (inbound,) = office.clerk.waiting()
    assert (inbound.postback, inbound.params) == ("faq.show?id=3", {"label": "手数料は？"})
    office.clerk.answer(Text("300円です。"))
    expect(page.locator("#log .entry").last).to_contain_text("300円です。")
    expect(page.locator("#pending .entry")).to_have_count(0)


def test_a_moment_is_picked_with_the_browsers_own_field(page: Page, office: Office) -> None:
    pick = Choice("日時を選ぶ", "visits.fill?moment=", asks=Asks.DATETIME, earliest="2026-12-01T09:00")
    ask(page, office, "予約", Text("いつですか。", (pick, Choice("やめる", "dialogue.cancel"))))
    group = page.get_by_role("group", name="日時を選ぶ")
    field, choose = group.get_by_label("日時を選ぶ"), group.get_by_role("button", name="決める")
    choose.click()
    expect(field).to_be_focused()
    field.fill("2026-11-01T15:00")
    choose.click()
    expect(page.locator("#pending .entry")).to_have_count(0)  # too early, as the browser itself says
    field.fill("2026-12-24T15:00")
    choose.click()
    expect(page.locator("#pending .entry")).to_contain_text("2026-12-24 15:00")
    expect_sent(page)
    (inbound,) = office.clerk.waiting()
    assert (inbound.postback, inbound.params) == ("visits.fill?moment=", {"datetime": "2026-12-24T15:00"})
    office.clerk.answer(Text("承りました。"))
    expect(page.locator("#log .entry").last).to_contain_text("承りました。")
    expect(page.locator("#pending .entry")).to_have_count(0)


def test_a_place_is_shared_when_the_citizen_allows_it(page: Page, office: Office) -> None:
    share = Choice("今いる場所を送る", asks=Asks.LOCATION)
    ask(page, office, "近くの避難所", Text("どこにいますか。", (share,)))
    button = page.get_by_role("button", name="今いる場所を送る")
    button.click()
    expect(page.get_by_role("status")).to_contain_text("住所や駅の名前を書いて")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 36.648512345, "longitude": 138.194267891})
    button.click()
    expect(page.locator("#pending .entry")).to_contain_text("今いる場所を送る")
    expect_sent(page)
    (inbound,) = office.clerk.waiting()
    assert inbound.location == Location(36.64851, 138.19427)


@pytest.mark.parametrize(("event", "field"), [("drop", "dataTransfer"), ("paste", "clipboardData")])
def test_a_picture_dropped_or_pasted_asks_how_to_send_one(page: Page, office: Office, event: str, field: str) -> None:
    give = """([event, field]) => {
        const data = new DataTransfer();
        data.items.add(new File(["x"], "a.jpg", { type: "image/jpeg" }));
        const Event = event === "drop" ? DragEvent : ClipboardEvent;
        const given = new Event(event, { [field]: data, bubbles: true, cancelable: true });
        document.getElementById("text").dispatchEvent(given);
        return given.defaultPrevented;
    }"""
    assert page.evaluate(give, [event, field])
    expect_sent(page)
    (inbound,) = office.clerk.waiting()
    assert (inbound.postback, inbound.params) == ("operator.attach", {"label": "写真を送る"})


def test_enter_belongs_to_the_input_method_while_it_composes(page: Page, office: Office) -> None:
    field = page.get_by_role("textbox")
    field.fill("じゅうみんひょう")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    field.press("Shift+Enter")
    assert field.input_value() == "じゅうみんひょう\n"
    expect(page.locator("#pending .entry")).to_have_count(0)
    field.press("Enter")
    expect(page.locator("#pending .entry")).to_have_count(1)
    assert field.input_value() == ""


def test_markup_from_either_side_stays_text(page: Page, office: Office) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    ask(
        page,
        office,
        evil,
        Text("javascript:alert(3)"),
        Card(evil, evil, buttons=(Choice("押す", url="javascript:alert(4)"),)),
    )
    assert page.locator("#log img, #log script").count() == 0
    assert page.locator("#log .said a").count() == 0
    expect(page.locator("#log .card-title")).to_have_text(evil)


def test_offline_text_is_kept_and_sent_once_when_the_line_is_back(page: Page, office: Office) -> None:
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("電波がない")
    page.keyboard.press("Enter")
    expect(page.locator("#pending .failure")).to_contain_text("送れませんでした")
    expect(page.get_by_role("status")).to_contain_text("接続が切れています")
    assert page.evaluate("sessionStorage.getItem('draft')") == "電波がない"
    page.context.set_offline(False)
    expect(page.locator("#pending .failure")).to_be_hidden()
    expect_sent(page)
    assert [inbound.text for inbound in office.clerk.waiting()] == ["電波がない"]


def test_a_refused_message_can_be_tried_again(browser: Browser, open_office: OpenOffice) -> None:
    faults = [TemporaryFault("locked")]
    office: Office

    def accept_later(inbounds: list[Inbound]) -> int:
        if faults:
            raise faults.pop()
        return accept(office.clerk.database, inbounds)

    office = open_office(accept=accept_later)
    for page in open_page(browser, office):
        page.get_by_role("textbox").fill("もう一度")
        page.get_by_role("button", name="送信").click()
        expect(page.get_by_role("alert")).to_contain_text("ただいま受け付けられません")
        page.get_by_role("button", name="もう一度送る").click()
        expect(page.get_by_role("alert")).to_be_hidden()
        expect_sent(page)
        assert [inbound.text for inbound in office.clerk.waiting()] == ["もう一度"]


@pytest.mark.parametrize("text_size", ["100%", "200%"])
def test_nothing_is_cut_off_at_320_pixels(page: Page, office: Office, text_size: str) -> None:
    page.evaluate("size => document.documentElement.style.fontSize = size", text_size)
    long = "https://www.city.midorino.example/" + "a" * 200
    ask(
        page,
        office,
        "長い" + "語" * 300,
        Card("Donaudampfschiffahrtsgesellschaft" * 3, long, ((long, long),), note=long),
    )
    page.locator(".languages summary").click()
    outside = page.evaluate(
        """() => Array.from(document.querySelectorAll("body *"))
            .filter((one) => !one.closest(".unseen, .skip, .carousel"))
            .map((one) => [one.className, one.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.right > innerWidth + 1 || box.left < 0))
            .map(([name]) => name)"""
    )
    assert outside == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = page.evaluate(
        """() => Array.from(document.querySelectorAll("button, summary, .card-button"))
            .map((one) => one.getBoundingClientRect().height).filter((height) => height > 0)"""
    )
    assert min(sizes) >= 44


def test_where_the_counter_has_no_stream_left_the_talk_goes_on_and_no_loss_is_told(
    browser: Browser, open_office: OpenOffice
) -> None:
    office = open_office(seats=Seats(threads=0))
    for page in open_page(browser, office):
        page.evaluate(
            """() => {
              const notice = document.getElementById("notice");
              window.told = [];
              new MutationObserver(() => told.push(notice.textContent)).observe(notice, { childList: true });
            }"""
        )
        ask(page, office, "ごみの日は？", Text("火曜日です。"))
        with office.clerk.database.read() as session:
            conversation_id = session.exec(select(Conversation.id)).one()
        assert conversation_id is not None
        office.clerk.say(conversation_id, Text("職員からのお知らせです。"))
        expect(page.locator("#log .entry").last).to_contain_text("職員からのお知らせです。", timeout=30_000)
        assert page.evaluate("told") == []
