"""The whole way in a real Chromium: written, let out by somebody else, there in LINE, and corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.areas import load_areas
from bot.broadcasting.sender import BroadcastSender
from bot.channels.line.sender import LineSender
from bot.models.staff import Role
from bot.services.quota import refresh
from bot.services.segments.choosing import Choices, keep_choices
from bot.settings import DEMO_CITY
from bot.simulator.server import RunningSimulator, start_simulator
from bot.texts import load_texts
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import PASSWORD, StaffHouse
from tests.bot.broadcasts.people import join, line_id
from tests.browser.conftest import OpenPage, open_page  # noqa: F401
from tests.browser.judges import expect_no_faults, require_judges
from tests.browser.judges.looks import FORCED, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

PEOPLE, STEPS = range(1, 8), 500


@pytest.fixture
def house(open_house: OpenHouse) -> StaffHouse:
    require_judges()
    house = open_house(city_folder=DEMO_CITY)
    house.add("writer", Role.BROADCASTER, name="広報 花子")
    house.add("approver", Role.APPROVER, name="承認 太郎")
    join(house.database, *PEOPLE)
    areas = load_areas(DEMO_CITY)
    with house.database.write() as session:
        for id, district in zip((1, 2, 3), areas.districts, strict=False):
            choices = Choices(("disaster",), areas=(district.id,))
            keep_choices(session, house.database.vault, areas, id, choices, ("disaster",), house.clock())
    refresh(house.database, lambda: (5_000, 1_200), house.clock())
    return house


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = start_simulator()
    for number in PEOPLE:
        running.line.add_citizen(user_id=line_id(number))
    yield running
    running.stop()


@pytest.fixture
def send(house: StaffHouse, simulator: RunningSimulator) -> Iterator[Callable[[], None]]:
    """Send all that may leave."""
    line = LineSender(simulator.line.channel_token, simulator.base_url)
    sender = BroadcastSender(house.database, line, load_texts())

    def run() -> None:
        assert not all(sender.step() for _ in range(STEPS))

    yield run
    sender.stop()


def sign_in(page: Page, house: StaffHouse, login: str, path: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{house.url}/admin/sign-in?next={path}")
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")


def judge(page: Page) -> None:
    expect_no_faults(page, FORCED)
    PHONE.put_on(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_from_the_first_word_to_the_correction(
    open_page: OpenPage,  # noqa: F811
    house: StaffHouse,
    simulator: RunningSimulator,
    send: Callable[[], None],
) -> None:
    page = open_page(f"{house.url}/admin/sign-in")
    sign_in(page, house, "writer", "/admin/broadcasts")
    expect(page.locator(".empty")).to_be_visible()
    page.locator(".heading a.main").click()
    page.wait_for_load_state("domcontentloaded")
    expect(page.locator(".count")).to_contain_text("いま7人")
    page.locator("#title").fill("断水のお知らせ")
    page.locator("#text_ja").fill("明日の午前9時から、東町で断水します。")
    page.locator("input[name=urgent]").check()
    judge(page)
    page.get_by_role("button", name="保存して見え方を確かめる").click()
    expect(page.locator(".phone .said-line")).to_have_text("明日の午前9時から、東町で断水します。")
    expect(page.locator(".missing li")).to_have_count(5)
    judge(page)
    page.get_by_role("button", name="承認に出す").click()
    expect(page.locator("h1 .badge")).to_have_text("承認待ち")
    path = page.url.removeprefix(house.url)

    sign_in(page, house, "approver", path)
    page.get_by_role("button", name="この内容で承認して配信する").click()
    expect(page.locator("#bar")).to_be_visible()
    send()
    expect(page.locator("h1 .badge")).to_have_text("配信済み")
    expect(page.get_by_role("region", name="地区ごとの結果").locator("tbody tr")).to_have_count(4)
    judge(page)
    assert all(simulator.line.wait_for_reply(line_id(number)) for number in PEOPLE)

    expect(page.locator("#text_ja")).to_have_value(
        "【訂正】先ほどお送りした「明日の午前9時から、東町で断水します。」は誤りです。申し訳ありません。正しい内容は、あらためてお知らせします。"
    )
    page.get_by_role("button", name="訂正をすぐ送る").click()
    expect(page.locator("h1")).to_contain_text("断水のお知らせ")
    send()
    expect(page.locator("h1 .badge").first).to_have_text("配信済み")
    for number in PEOPLE:
        assert [sent.texts[0][:4] for sent in simulator.line.sent_to(line_id(number))] == ["明日の午", "【訂正】"]
