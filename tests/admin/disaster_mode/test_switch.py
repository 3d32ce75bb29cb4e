"""Two persons turn the switch, one alone at level 5; every staff page says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models.hazards import Hazard
from bot.models.menu_change import MenuChange
from bot.models.staff import Role
from bot.services.disaster_mode import GOOD_FOR, find_mode
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.disaster_switch import switch_mode

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE, BANNER = "/admin/disaster-mode", "災害モード中（"


@pytest.fixture
def house(open_house: OpenHouse) -> StaffHouse:
    return open_house()


def sign_in(house: StaffHouse, login: str) -> StaffBrowser:
    house.add(login, Role.APPROVER, language="ja")
    return house.sign_in(login)


def is_on(house: StaffHouse) -> bool:
    with house.database.read() as session:
        return find_mode(session) is not None


def test_two_persons_turn_it_on_and_off(house: StaffHouse) -> None:
    first, second = sign_in(house, "first"), sign_in(house, "second")
    first.goes_to(BASE)
    first.sends(f"{BASE}/ask", on="1")
    assert not is_on(house)
    page = first.goes_to(BASE).text
    assert "ほかの人が確認" in page
    assert "確認待ち" in page
    assert (
        "確認できません" in first.sends(f"{BASE}/confirm", switch="1").text
    )  # nobody confirms their own, over HTTP too
    assert not is_on(house)
    second.goes_to(BASE)
    second.sends(f"{BASE}/confirm", switch="1")
    assert is_on(house)
    assert BANNER in first.goes_to("/admin/").text
    first.goes_to(BASE)
    assert "すでにその状態" in first.sends(f"{BASE}/ask", on="1").text
    second.goes_to(BASE)
    second.sends(f"{BASE}/ask", on="0")
    first.goes_to(BASE)
    first.sends(f"{BASE}/confirm", switch="2")
    assert not is_on(house)
    assert BANNER not in second.goes_to("/admin/").text
    assert [one for one in house.actions() if one.startswith("disaster_mode.")] == [
        "disaster_mode.asked",
        "disaster_mode.switched",
    ] * 2


def test_what_was_asked_long_ago_is_not_confirmed(house: StaffHouse) -> None:
    first, second = sign_in(house, "first"), sign_in(house, "second")
    first.goes_to(BASE)
    first.sends(f"{BASE}/ask", on="1")
    house.clock.ahead += GOOD_FOR
    second.goes_to(BASE)
    assert "確認できません" in second.sends(f"{BASE}/confirm", switch="1").text
    assert "確認されなかった" in second.goes_to(BASE).text
    assert not is_on(house)


@pytest.mark.parametrize(("level", "is_drill", "alone"), [(5, False, True), (5, True, False), (4, False, False)])
def test_one_is_enough_at_level_five_and_never_for_a_drill(
    house: StaffHouse, level: int, is_drill: bool, alone: bool
) -> None:
    now = house.clock() - timedelta(minutes=1)
    with house.database.write() as session:
        row = Hazard(source="s", kind="river", area="2099900", level=level, since=now, reported_at=now)
        row.is_drill = is_drill
        session.add(row)
    staff = sign_in(house, "first")
    staff.goes_to(BASE)
    staff.sends(f"{BASE}/ask", on="1")
    assert is_on(house) is alone


def test_the_page_says_how_far_the_menus_have_come(house: StaffHouse) -> None:
    staff, now = sign_in(house, "first"), house.clock()
    switch_mode(house.database, is_on=True)
    assert "LINEのメニュー" not in staff.goes_to(BASE).text
    with house.database.write() as session:
        change = MenuChange(switch_id=1, status="moving", fault="no_answer", attempts=2, changed_at=now)
        session.add(change)
    page = staff.goes_to(BASE).text
    assert "ことばごとのメニューの人を移しています" in page and "LINEが応じません" in page and "（2回目）" in page
