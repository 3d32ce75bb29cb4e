"""The urgent notice over real HTTP: who may show it, where it stands, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.clock import TOKYO
from bot.models.city_setting import CitySetting
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.settings.banner import FLOOD
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.channels.web.conftest import Visitor

PATH = "/admin/banner"
TEXTS = {f"text_{language}": text for language, text in FLOOD.items()}


@pytest.fixture
def boss(house: StaffHouse) -> StaffBrowser:
    house.add("boss", Role.ADMINISTRATOR, name="長野 理恵")
    return house.sign_in("boss")


def show(browser: StaffBrowser, **fields: str) -> int:
    browser.goes_to(PATH)
    return browser.sends(PATH, **{**TEXTS, **fields}).status


def see(house: StaffHouse, language: str = "ja") -> str:
    """The part of the chat page that holds the banner."""
    page = Visitor(house.port).get(f"/?lang={language}").text
    return page.partition('<div class="banner"')[2].partition('<div class="room">')[0]


def test_it_is_shown_in_each_language_and_withdrawn(house: StaffHouse, boss: StaffBrowser) -> None:
    assert show(boss, url="https://www.city.midorino.example/flood") == 200
    assert "高い所へ" in see(house)
    assert "river" not in see(house)
    assert "The river is rising" in see(house, "en")
    korean = see(house, "ko")
    assert "高い所へ" in korean and "The river is rising" in korean and 'lang="en"' in korean
    assert 'href="https://www.city.midorino.example/flood"' in korean
    boss.sends(f"{PATH}/withdraw")
    assert "高い所へ" not in see(house)
    assert [one for one in house.actions() if one.startswith("settings.")] == [
        "settings.banner_set",
        "settings.banner_withdrawn",
    ]
    assert house.entries()[-1].old["ja"] == FLOOD["ja"]


def test_an_open_chat_gets_it_and_loses_it(house: StaffHouse, boss: StaffBrowser) -> None:
    visitor = Visitor(house.port)
    visitor.get("/")
    with visitor.open("GET", "/chat/events?banner=0") as response:
        lines = iter(response)
        show(boss)
        shown = next(line for line in lines if line.startswith(b"data:")).decode()
        assert '"version": 1' in shown and "高い所へ" in shown
        boss.sends(f"{PATH}/withdraw")
        assert b'"version": 0, "html": ""' in next(line for line in lines if line.startswith(b"data:"))


def test_its_time_ends(house: StaffHouse, boss: StaffBrowser) -> None:
    until = datetime.now(TOKYO) + timedelta(hours=2)
    show(boss, until=f"{until:%Y-%m-%dT%H:%M}")
    assert "高い所へ" in see(house)
    assert "表示中" in boss.page.text
    house.clock.ahead = timedelta(hours=2, minutes=1)
    assert "高い所へ" not in see(house)


def test_how_it_will_look_is_shown_and_nothing_saved(house: StaffHouse, boss: StaffBrowser) -> None:
    boss.goes_to(PATH)
    boss.sends(PATH, preview="yes", **TEXTS)
    assert "まだ保存していません" in boss.page.text
    assert boss.page.text.count('<p class="banner-title">') == 6
    assert house.rows(CitySetting) == []


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"text_ja": ""}, "text_ja", "日本語の文"),
        ({"text_en": "x" * 301}, "text_en", "いま301字"),
        ({"url": "http://www.city.midorino.example"}, "url", "https://"),
        ({"url": "https://"}, "url", "https://"),
        ({"url": "javascript:alert(1)"}, "url", "https://"),
        ({"url": "https://www.city.example@evil.example/"}, "url", "https://"),
        ({"url": "https://evil.example:99999/"}, "url", "https://"),
        ({"url": "https://a b"}, "url", "https://"),
        ({"until": "tomorrow"}, "until", "日付を"),
    ],
)
def test_bad_input_has_a_sentence_and_is_kept(
    house: StaffHouse, boss: StaffBrowser, fields: dict[str, str], field: str, sentence: str
) -> None:
    assert show(boss, **fields) == 422
    assert sentence in boss.errors()[field]
    assert all(value in boss.page.text for value in fields.values())
    assert "The river is rising" in boss.page.text or "text_en" in fields
    assert house.rows(CitySetting) == []


def test_an_approver_of_the_whole_city_may_and_one_of_a_department_may_not(house: StaffHouse) -> None:
    house.add("whole", Role.APPROVER)
    house.add("part", Grant(Role.APPROVER, "tax"))
    assert show(house.sign_in("whole")) == 200
    assert house.entries()[-1].role == "approver"
    part = house.sign_in("part")
    assert part.goes_to(PATH).status == 403
    assert "全庁の承認者" in part.page.text
    assert "高い所へ" in see(house)


def test_of_two_editors_the_second_sees_what_the_first_wrote(house: StaffHouse, boss: StaffBrowser) -> None:
    other = house.sign_in("boss")
    boss.goes_to(PATH)
    other.goes_to(PATH)
    boss.sends(PATH, **TEXTS)
    assert other.sends(PATH, text_ja="大雪です。").status == 409
    assert "大雪です。" in other.page.text and "高い所へ" in other.page.text
    assert "大雪" not in see(house)
    assert other.sends(PATH, text_ja="大雪です。").status == 200
    assert "大雪" in see(house)
