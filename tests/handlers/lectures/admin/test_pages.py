"""The staff's pages: people by number, by name for a reason that is recorded, who came, and the draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.clock import utc_now
from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.texts import load_texts
from handlers.lectures.models import Lecture, Lottery
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house
from tests.handlers.lectures.crowd import Crowd, open_lecture

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "/admin/lectures"


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    with serve_staff_house(database, load_texts()) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.staff", Grant(Role.SERVICE, "learning", "lectures"), language="ja")
    return house.sign_in("a.staff")


def open_crowd(house: StaffHouse, **changes: str) -> Crowd:
    now = house.clock()
    days = {"開始日": f"{now + timedelta(days=20):%Y-%m-%d}", "参加申込終了日": f"{now + timedelta(days=15):%Y-%m-%d}"}
    return open_lecture(house.database, 4, now, **days, **changes)


def test_without_lectures_it_says_what_to_do(staff: StaffBrowser) -> None:
    assert "講座を入力する" in staff.goes_to(BASE).text


def test_names_are_shown_for_a_reason_that_is_recorded(house: StaffHouse, staff: StaffBrowser) -> None:
    crowd = open_crowd(house)
    crowd.applies(0, units=2)
    crowd.begins(1)  # has sent no form, so nobody sees anything of it
    assert "はじめてのスマートフォン" in staff.goes_to(BASE).text
    page = staff.goes_to(f"{BASE}/1").text
    assert "L-000001" in page
    assert "髙﨑𠮷子" not in page
    assert "lecture.viewed" not in house.actions()
    named = staff.sends(f"{BASE}/1/names").text
    assert "髙﨑𠮷子" in named
    assert "090-0000-0001" in named
    (entry,) = [one for one in house.entries() if one.action == "lecture.viewed"]
    assert (entry.purpose, entry.conversation_ref) == ("application", crowd.people[0])


def test_who_came_is_noted_once(house: StaffHouse, staff: StaffBrowser) -> None:
    crowd = open_crowd(house)
    crowd.applies(0)
    staff.goes_to(f"{BASE}/1")
    assert "記録しました" in staff.sends(f"{BASE}/1/came", application="1", came="yes").text
    assert "もう記録されている" in staff.sends(f"{BASE}/1/came", application="1", came="no").text
    assert crowd.stands() == ["attended"]
    assert staff.sends(f"{BASE}/1/came", application="99", came="no").status == 404


def test_a_lottery_is_drawn_with_its_public_value(house: StaffHouse, staff: StaffBrowser) -> None:
    crowd = open_crowd(house, 選び方="抽選", 定員="1", 抽選の公開値="次のナンバーズ4")
    for who in range(3):
        crowd.applies(who)
    assert "次のナンバーズ4" not in staff.goes_to(f"{BASE}/1").text
    assert "抽選できませんでした" in staff.sends(f"{BASE}/1/draw", hall="1", public_value="1234").text
    with house.database.write() as session:
        lecture = session.exec(select(Lecture)).one()
        lecture.closes_at = min(utc_now(), house.clock())
        session.add(lecture)
    assert "次のナンバーズ4" in staff.goes_to(f"{BASE}/1").text
    assert "抽選しました" in staff.sends(f"{BASE}/1/draw", hall="1", public_value="1234").text
    (lottery,) = house.rows(Lottery)
    assert (lottery.public_value, len(lottery.entries)) == ("1234", 3)
    assert "lecture.drawn" in house.actions()
    assert "抽選できませんでした" in staff.sends(f"{BASE}/1/draw", hall="1", public_value="5678").text


def test_others_stay_outside(house: StaffHouse) -> None:
    house.add("b.staff", Grant(Role.SERVICE, "residents", "certificates"), language="ja")
    assert house.sign_in("b.staff").goes_to(BASE).status == 403
    assert not re.search("講座</a>", house.browser().goes_to("/admin/sign-in").text)
