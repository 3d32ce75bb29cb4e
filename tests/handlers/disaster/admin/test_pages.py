"""Staff see what is in force, and decide what waits, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.city import StaffRules, load_city
from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.disaster.models import AlertFeed, AlertNotice
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house, understand_nothing
from tests.dialogue.counter import make_engine
from tests.handlers.disaster.night import House, rain

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "/admin/disaster"
RULES: list[dict[str, Any]] = [{"kinds": ["heavy_rain"], "levels": [3, 4, 5], "send": "person"}]


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    city = load_city(DEMO_CITY).model_copy(
        update={"staff": StaffRules(second_factor="none"), "alerts": {"rules": RULES}}
    )
    engine = make_engine(database, Path("there is no index"), city, understand_nothing)
    with serve_staff_house(database, load_texts(), engine=engine) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.staff", Grant(Role.SERVICE, "", "disaster"), language="ja")
    return house.sign_in("a.staff")


@pytest.fixture
def city(house: StaffHouse) -> House:
    made = House(house.database, house.house.city, house.clock())
    made.join("a", "b")
    return made


def find_notice(house: StaffHouse) -> AlertNotice:
    with house.database.read() as session:
        return session.exec(select(AlertNotice)).one()


def test_an_empty_page_says_what_will_stand_there(staff: StaffBrowser) -> None:
    page = staff.goes_to(BASE).text
    for words in ("発表中の情報はありません", "承認を待っているお知らせはありません", "まだ届いていません"):
        assert words in page


def test_what_waits_is_told_when_a_person_says_so_and_once(house: StaffHouse, staff: StaffBrowser, city: House) -> None:
    city.take(rain(4, city.now))
    page = staff.goes_to(BASE).text
    for words in ("レベル4", "大雨", "承認待ち", "VPWW55", 'aria-current="true">4 全員避難'):
        assert words in page
    notice = find_notice(house)
    page = staff.sends(f"{BASE}/notices/{notice.id}/approve").text
    assert "市民へのお知らせを始めました" in page
    assert city.recipients() == [["a", "b"]]
    again = staff.sends(f"{BASE}/notices/{notice.id}/hold").text
    assert "もう待っていません" in again
    assert [one.action for one in house.entries() if one.action.startswith("disaster.")] == ["disaster.approved"]
    assert find_notice(house).state == "sent"


def test_what_is_held_back_is_told_to_nobody(house: StaffHouse, staff: StaffBrowser, city: House) -> None:
    city.take(rain(4, city.now))
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/notices/{find_notice(house).id}/hold")
    assert (find_notice(house).state, city.told()) == ("held", [])


def test_a_drill_is_shown_as_one_and_a_silent_feed_is_said(house: StaffHouse, staff: StaffBrowser, city: House) -> None:
    city.take(rain(5, city.now, status="訓練"))
    with house.database.write() as session:
        session.add(AlertFeed(url="https://a.example/extra.xml", silent_since=city.now, fault="answers 503"))
    page = staff.goes_to(BASE).text
    assert "発表中の情報はありません" in page
    assert "訓練の情報" in page
    assert "extra.xml から" in page
    assert "extra.xml から" in staff.goes_to("/admin/").text
    house.add("b.staff", Grant(Role.SERVICE, "learning", "lectures"), language="ja")
    assert "extra.xml" not in house.sign_in("b.staff").goes_to("/admin/").text


def test_others_stay_outside(house: StaffHouse) -> None:
    house.add("b.staff", Grant(Role.SERVICE, "learning", "lectures"), language="ja")
    assert house.sign_in("b.staff").goes_to(BASE).status == 403
