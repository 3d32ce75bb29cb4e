"""A day and a week of places, for who works on their service."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.models.reservations import Timeframe
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.places.conftest import reserve
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.handlers.card_center.places import FIRST, day_of
from tests.handlers.lectures.crowd import open_lecture

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "/admin/places"


def list_frames(page: str) -> list[str]:
    """How the timeframes of a page stand."""
    return re.findall(r'class="frame frame-(\w+)', page)


def test_a_day_side_by_side(house: StaffHouse, staff: StaffBrowser) -> None:
    reserve(house, units=2)
    reserve(house)
    page = staff.goes_to(f"{BASE}?on={day_of(FIRST)}").text
    assert list_frames(page) == ["full", "free", "free", "free", "free"]
    assert re.findall(r"<h3>([^<]*)</h3>", page) == ["本庁舎 10番窓口", "北部支所"]
    assert "3／3枠" in page
    assert "空き3" in page
    assert re.findall(r">(M-\d+)(?: ×(\d))?<", page) == [("M-000001", "2"), ("M-000002", "")]
    assert "予約3／15枠" in page


def test_a_week_of_one_place(house: StaffHouse, staff: StaffBrowser) -> None:
    reserve(house)
    page = staff.goes_to(f"{BASE}?on={day_of(FIRST)}&view=week&place=2").text
    assert len(re.findall(r'<section class="column', page)) == 7
    assert "M-000001" not in page  # it is at the other place
    assert set(list_frames(page)) == {"free"}
    house.clock.ahead = timedelta(days=FIRST)
    page = house.sign_in("c.staff").goes_to(f"{BASE}?view=week").text
    assert page.count('class="column column-today" aria-current="date"') == 1


def test_a_day_without_times_leads_to_the_next(staff: StaffBrowser) -> None:
    page = staff.goes_to(BASE).text
    assert "この日の受付はありません" in page
    (address,) = re.findall(r'href="([^"]*)">次に開いている日', page)
    assert list_frames(staff.goes_to(address.replace("&amp;", "&")).text)
    assert "予約の枠がまだありません" in staff.goes_to(f"{BASE}?on={day_of(30)}").text


def test_an_address_that_says_nothing_shows_today(staff: StaffBrowser) -> None:
    for query in ("on=2026-02-31", "on=9999-99-99&view=x", "place=x&service=nothing", "place=99"):
        page = staff.goes_to(f"{BASE}?{query}")
        assert page.status == 200
        assert f'value="{day_of(0).isoformat()}"' in page.text


def test_a_number_leads_to_its_time(house: StaffHouse, staff: StaffBrowser) -> None:
    reserve(house, 2)
    staff.goes_to(f"{BASE}?number=%EF%BD%8D-000001&view=week")
    assert staff.path == f"{BASE}/times/2"
    (door,) = re.findall(r'href="(/admin/arrivals/[^"]*)"', staff.page.text)
    assert "M-000001" in staff.goes_to(door).text
    assert "M-000009」は見つかりません" in staff.goes_to(f"{BASE}?number=M-000009&view=week").text
    assert staff.path == f"{BASE}?view=week"


def test_lectures_are_shown_to_their_staff_with_the_way_to_them(house: StaffHouse) -> None:
    now = house.clock()
    days = {"開始日": f"{day_of(9):%Y-%m-%d}", "参加申込終了日": f"{now + timedelta(days=3):%Y-%m-%d}"}
    open_lecture(house.database, 1, now, **days)
    house.add("l.staff", Grant(Role.SERVICE, "learning", "lectures"))
    lecturer = house.sign_in("l.staff")
    page = lecturer.goes_to(f"{BASE}?on={day_of(9)}&view=week").text
    assert '<a class="frame-link" href="/admin/lectures/1">' in page
    assert "はじめてのスマートフォン" in page
    assert f"{BASE}/closing" not in page
    assert lecturer.goes_to(f"{BASE}/times/1").status == 404  # of the card centre
    assert lecturer.goes_to(f"{BASE}/conflicts").status == 404
    hall = max(row.id for row in house.rows(Timeframe))
    assert lecturer.goes_to(f"{BASE}/times/{hall}").status == 404  # not kept here


def test_others_see_nothing(house: StaffHouse) -> None:
    house.add("boss", Role.ADMINISTRATOR)
    house.add("d.staff", Grant(Role.SERVICE, "", "certificates"))
    for login in ("boss", "d.staff"):
        assert house.sign_in(login).goes_to(BASE).status == 403
        assert f'href="{BASE}"' not in house.sign_in(login).page.text
