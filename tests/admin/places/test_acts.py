"""What staff do to places, over real HTTP: each is audited, and nothing is over capacity."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.models.reservations import Reservation, Timeframe
from handlers.card_center.service.catalogue import find_catalogue
from tests.admin.places.conftest import reserve
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.handlers.card_center.places import FIRST, day_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "/admin/places"
ONE = f"{BASE}/times/1"


def find(house: StaffHouse, model: type[Any], id: int) -> Any:
    return next(row for row in house.rows(model) if row.id == id)


def last_entry(house: StaffHouse) -> tuple[str, str, int | None]:
    entry = house.entries()[-1]
    return entry.action, entry.department, entry.conversation_ref


def test_a_caller_is_booked_and_their_name_is_seen_by_who_asks(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(ONE)
    page = staff.sends(f"{ONE}/book", purpose="pin", units="２", name=" 田中  花子 ").text
    assert "予約番号は M-000001 です" in page
    assert "田中" not in page
    assert "暗証番号の再設定" in page
    assert last_entry(house) == ("place.booked", "mynumber", None)
    assert "田中 花子" in staff.sends(f"{ONE}/names").text
    assert last_entry(house)[0] == "place.named"
    assert "空きが足りません" in staff.sends(f"{ONE}/book", purpose="pin", units="2").text
    assert find(house, Timeframe, 1).taken == 2


def test_a_wrong_form_is_shown_again(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(ONE)
    for path, wrong, fields in (
        ("book", "units", {"units": "0", "purpose": "pin"}),
        ("book", "units", {"units": "x", "purpose": "pin"}),
        ("book", "purpose", {"units": "1", "purpose": "nothing"}),
        ("book", "name", {"units": "1", "purpose": "pin", "name": "あ" * 61}),
        ("capacity", "capacity", {"capacity": "0"}),
        ("capacity", "capacity", {"capacity": "１０００１"}),
        ("close", "why", {"why": "あ" * 101}),
    ):
        assert staff.sends(f"{ONE}/{path}", **fields).status == 422
        assert list(staff.errors()) == [wrong]
    assert house.rows(Reservation) == []


def test_who_comes_is_let_in_while_it_is_their_hour(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(ONE)
    assert "come-title" not in staff.page.text
    first = find(house, Timeframe, 1)
    house.clock.ahead = first.starts_at - house.clock() + timedelta(minutes=5)
    browser = house.sign_in("c.staff")  # the session before is too old
    assert "いま" in browser.goes_to(f"{BASE}?on={day_of(FIRST)}").text
    browser.goes_to(ONE)
    assert "受け付けました（M-000001）" in browser.sends(f"{ONE}/let-in", purpose="receipt", come="3").text
    assert "来庁済み" in browser.page.text
    assert last_entry(house)[0] == "place.let_in"
    assert "枠数を増やすか" in browser.sends(f"{ONE}/let-in", purpose="receipt", come="1").text


def test_units_and_closing_of_one_time(house: StaffHouse, staff: StaffBrowser) -> None:
    reserve(house, units=2)
    staff.goes_to(ONE)
    assert "それより少なくはできません" in staff.sends(f"{ONE}/capacity", capacity="1").text
    assert "枠数を5にしました" in staff.sends(f"{ONE}/capacity", capacity="5").text
    assert (house.entries()[-1].details["old"], house.entries()[-1].details["new"]) == (3, 5)
    assert find(house, Timeframe, 1).has_own_capacity
    page = staff.sends(f"{ONE}/close", why="窓口の点検").text
    assert "窓口の点検" in page
    assert f'{BASE}/conflicts?service=card_center"' in page
    assert last_entry(house)[0] == "place.closed"


def test_opening_again_goes_by_the_rule(house: StaffHouse, staff: StaffBrowser) -> None:
    city = house.house.city
    office = find_catalogue(city).find_place("hall")  # type: ignore[union-attr]
    assert office is not None
    planned = next(one for one in office.rule.plan(city.opening_hours, house.clock() + timedelta(days=10)))
    beside = planned.starts_at + timedelta(minutes=5)
    with house.database.write() as session:
        made = [
            Timeframe(resource_id=1, starts_at=at, ends_at=at + timedelta(minutes=30), capacity=1)
            for at in (planned.starts_at, beside)
        ]
        session.add_all(made)
        session.flush()
        ids = [one.id for one in made]
    for id, says in zip(ids, ("再開しました", "再開できません"), strict=True):
        path = f"{BASE}/times/{id}"
        staff.goes_to(path)
        staff.sends(f"{path}/close", why="")
        assert says in staff.sends(f"{path}/open").text


def test_a_range_is_closed_at_one_place_and_its_people_are_shown(house: StaffHouse, staff: StaffBrowser) -> None:
    reserve(house)
    day = day_of(FIRST).isoformat()
    staff.goes_to(f"{BASE}/closing?service=card_center&on={day}")
    wrong = staff.sends(f"{BASE}/closing", what="close", from_on=day, to_on="2026-02-31")
    assert (wrong.status, list(staff.errors())) == (422, ["to_on"])
    fields = {"what": "close", "from_on": day, "to_on": day, "to_at": "12:00", "place": "1", "why": "停電"}
    page = staff.sends(f"{BASE}/closing", **fields).text
    assert "2件の時間の受付を止めました" in page
    assert staff.path.startswith(f"{BASE}/conflicts")
    assert "M-000001" in page
    assert [one.id for one in house.rows(Timeframe) if one.is_blocked] == [1, 2]
    assert house.entries()[-1].details["new"]["count"] == 2
    staff.goes_to(f"{BASE}?on={day}")
    assert "予約が1件残っています" in staff.page.text


def test_a_day_that_is_closed_is_shown_and_opened_by_the_same_form(house: StaffHouse, staff: StaffBrowser) -> None:
    day = day_of(FIRST).isoformat()
    staff.goes_to(f"{BASE}/closing?service=card_center")
    page = staff.sends(f"{BASE}/closing", what="close", from_on=day, to_on=day, why="停電").text
    assert staff.path.startswith(f"{BASE}?")
    assert page.count("frame-closed") == 5
    assert "停電" in page
    staff.goes_to(f"{BASE}/closing?service=card_center")
    assert "止める時間がありません" in staff.sends(f"{BASE}/closing", what="close", from_on=day, to_on=day).text


def test_a_form_without_its_token_is_refused(staff: StaffBrowser) -> None:
    assert staff.asks("POST", f"{ONE}/close", {"why": ""}).status == 400
