"""Reservations that staff move and cancel, one by one and several at once."""

from __future__ import annotations

import re

import pytest

from bot.models.reservations import Reservation, Timeframe
from tests.admin.places.conftest import reserve
from tests.admin.staff_house import StaffBrowser, StaffHouse

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "/admin/places"


def stands(house: StaffHouse) -> list[tuple[int, str, str]]:
    """Timeframe, state and news of each reservation."""
    return [(one.timeframe_id, one.state, one.news) for one in house.rows(Reservation)]


def close(staff: StaffBrowser, *timeframes: int) -> None:
    for id in timeframes:
        staff.goes_to(f"{BASE}/times/{id}")
        staff.sends(f"{BASE}/times/{id}/close", why="点検")


def test_a_move_is_confirmed_and_the_citizen_will_be_told(house: StaffHouse, staff: StaffBrowser) -> None:
    own = reserve(house)
    page = staff.goes_to(f"{BASE}/reservations/1/move").text
    assert 'move?to=1"' not in page  # where it is
    assert 'move?to=2"' in page
    page = staff.goes_to(f"{BASE}/reservations/1/move?to=2").text
    assert "移して、ご本人に知らせる" in page
    assert stands(house) == [(1, "reserved", "")]
    assert "M-000001を移しました。ご本人にお知らせします" in staff.sends(f"{BASE}/reservations/1/move").text
    assert stands(house) == [(2, "reserved", "moved")]
    assert "お知らせ待ち" in staff.page.text
    entry = house.entries()[-1]
    assert (entry.action, entry.conversation_ref) == ("place.moved", own.conversation_id)


def test_what_a_colleague_has_done_meanwhile_is_said(house: StaffHouse, staff: StaffBrowser) -> None:
    reserve(house)
    other = house.sign_in("c.staff")
    for browser, to in ((staff, 2), (other, 3)):
        browser.goes_to(f"{BASE}/reservations/1/move?to={to}")
    staff.sends(f"{BASE}/reservations/1/move")
    assert "その間に変わったか" in other.sends(f"{BASE}/reservations/1/move").text
    assert stands(house) == [(2, "reserved", "moved")]


def test_into_what_is_full_it_is_not_moved(house: StaffHouse, staff: StaffBrowser) -> None:
    reserve(house)
    staff.goes_to(f"{BASE}/reservations/1/move?to=2")
    reserve(house, 2, units=3)
    assert "もう空きがありません" in staff.sends(f"{BASE}/reservations/1/move").text
    assert "もう空きがありません" in staff.goes_to(f"{BASE}/reservations/1/move?to=2").text
    assert stands(house)[0] == (1, "reserved", "")


def test_cancelling_is_asked_first(house: StaffHouse, staff: StaffBrowser) -> None:
    reserve(house)
    assert "元に戻せません" in staff.goes_to(f"{BASE}/reservations/1/cancel").text
    assert "取り消しました。ご本人にお知らせします" in staff.sends(f"{BASE}/reservations/1/cancel").text
    assert stands(house) == [(1, "cancelled", "cancelled")]
    assert "その間に変わったか" in staff.goes_to(f"{BASE}/reservations/1/move").text
    assert house.rows(Timeframe)[0].taken == 0


def test_a_callers_is_moved_and_nobody_is_told(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/times/1")
    staff.sends(f"{BASE}/times/1/book", purpose="pin", units="1")
    assert "自動では知らされません" in staff.goes_to(f"{BASE}/reservations/1/move?to=2").text
    assert "電話などでお伝えください" in staff.sends(f"{BASE}/reservations/1/move").text
    assert stands(house) == [(2, "reserved", "")]


def test_conflicts_go_where_the_preview_said(house: StaffHouse, staff: StaffBrowser) -> None:
    assert "残っている予約はありません" in staff.goes_to(f"{BASE}/conflicts").text
    for timeframe in (1, 1, 2):
        reserve(house, timeframe)
    close(staff, 1, 2)
    page = staff.goes_to(f"{BASE}/conflicts").text
    assert page.count('name="reservation"') == 3
    assert "予約を選んでください" in staff.sends(f"{BASE}/conflicts", reservation="").text
    staff.goes_to(f"{BASE}/conflicts")
    preview = staff.sends(f"{BASE}/conflicts", reservation="1").text
    (move,) = re.findall(r'name="move" value="([^"]*)"', preview)
    assert move == "1:1:3"
    assert [state for _, state, _ in stands(house)] == ["reserved"] * 3
    assert "1件を移しました" in staff.sends(f"{BASE}/conflicts/move", move=move).text
    assert stands(house) == [(3, "reserved", "moved"), (1, "reserved", ""), (2, "reserved", "")]
    assert "1件は、空きがなくなったか" in staff.sends(f"{BASE}/conflicts/move", move=move).text


def test_a_forged_move_does_nothing(house: StaffHouse, staff: StaffBrowser) -> None:
    reserve(house)
    staff.goes_to(f"{BASE}/conflicts")
    for move in ("", "1", "1:1", "1:1:x", "9:1:3", "1:1:99", "1:1:99999999999"):
        assert "移していません" in staff.sends(f"{BASE}/conflicts/move", move=move, service="card_center").text
    assert stands(house) == [(1, "reserved", "")]
