"""Staff open and close many at once, say how full they are, and see how it came about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.db import Database
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.texts import load_texts
from handlers.shelters.service.arrivals import Arrival, Member
from handlers.shelters.service.choosing import list_open
from handlers.shelters.service.parties import take_arrival
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house
from tests.handlers.shelters.files import FLOOD, PARK, SCHOOL, SOUTH, import_rows, make_csv

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/shelters"


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    with serve_staff_house(database, load_texts()) as opened:
        yield opened


@pytest.fixture
def staff(house: StaffHouse) -> StaffBrowser:
    house.add("a.staff", Grant(Role.SERVICE, "disaster", "shelters"), language="ja")
    return house.sign_in("a.staff")


def open_ids(house: StaffHouse) -> list[int]:
    with house.database.read() as session:
        return sorted(list_open(session))


def test_a_district_is_opened_at_once_and_one_is_closed(house: StaffHouse, staff: StaffBrowser) -> None:
    assert "まだ登録されていません" in staff.goes_to(BASE).text
    import_rows(house.database, SCHOOL, PARK, SOUTH)
    staff.goes_to(f"{BASE}?hazard=earthquake")
    assert "避難所を選んでください" in staff.sends(f"{BASE}/change", act="open").text
    page = staff.sends(f"{BASE}/change", act="open", district="central").text
    assert "2か所を開設しました：中央小学校、中央公園" in page
    assert open_ids(house) == [1, 2]
    staff.sends(f"{BASE}/change", act="full", shelter="2")
    page = staff.sends(f"{BASE}/change", act="close", shelter="2").text
    assert "1か所を閉鎖しました：中央公園" in page
    assert "変わった避難所はありません" in staff.sends(f"{BASE}/change", act="full", shelter="2").text
    assert [action for action in house.actions() if action.startswith("shelter.")] == [
        "shelter.opened",
        "shelter.reported",
        "shelter.closed",
    ]


def test_of_a_district_only_those_for_the_hazard_that_is_chosen(house: StaffHouse, staff: StaffBrowser) -> None:
    import_rows(house.database, SCHOOL, PARK)
    staff.goes_to(f"{BASE}?hazard=flood")
    staff.sends(f"{BASE}/change", act="open", district="central")
    assert open_ids(house) == [1]


def test_one_shelter_with_persons_history_and_a_pin(house: StaffHouse, staff: StaffBrowser) -> None:
    import_rows(house.database, SCHOOL)
    assert "開設したことがありません" in staff.goes_to(f"{BASE}/1").text
    assert "開設していないため" in staff.sends(f"{BASE}/1/report", persons="5").text
    staff.sends(f"{BASE}/change", act="open", shelter="1")
    staff.goes_to(f"{BASE}/1")
    staff.sends(f"{BASE}/1/report", persons="many")
    assert "persons" in staff.errors()
    page = staff.sends(f"{BASE}/1/report", persons="120", crowding="nearly_full").text
    assert "最も多いときは120人" in page
    assert "もうすぐ満員" in page
    pin = staff.sends(f"{BASE}/1/pin").text.partition("<strong>")[2].partition("</strong>")[0]
    assert len(pin) == 6
    assert pin not in staff.goes_to(f"{BASE}/1").text
    assert pin not in str(house.entries())
    assert staff.goes_to(f"{BASE}/99").status == 404


def test_a_list_is_imported_with_what_should_be_looked_at(house: StaffHouse, staff: StaffBrowser) -> None:
    staff.goes_to(f"{BASE}/import")
    assert "ファイルを選んでください" in staff.sends(f"{BASE}/import").text
    assert "「?」は、1か空欄" in upload(staff, make_csv([{**SCHOOL, FLOOD: "?"}]))
    page = upload(staff, make_csv([{**SCHOOL, FLOOD: "△"}, PARK]))
    assert "指定緊急避難場所を2件取り込みました" in page
    assert "条件つき（△）" in page
    assert "shelter.imported" in house.actions()


def test_others_stay_outside(house: StaffHouse) -> None:
    house.add("b.staff", Grant(Role.SERVICE, "learning", "lectures"), language="ja")
    assert house.sign_in("b.staff").goes_to(BASE).status == 403


def upload(staff: StaffBrowser, content: bytes) -> str:
    """Send a file as a browser does."""
    token = staff.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    fields = ((b"csrf_token", b"", token.encode()), (b"file", b'; filename="n.csv"', content))
    body = b"".join(part % one for one in fields)
    kind = "multipart/form-data; boundary=x"
    with staff.open("POST", f"{BASE}/import", body + b"--x--\r\n", Content_Type=kind) as response:
        return response.read().decode()


def test_the_list_of_who_is_here_is_recorded_and_they_are_checked_out(house: StaffHouse, staff: StaffBrowser) -> None:
    import_rows(house.database, SCHOOL)
    assert "まだだれも受付していません" in staff.goes_to(f"{BASE}/1/people").text
    members = [Member(name="見本 花子", birth=date(1948, 5, 1), needs=["wheelchair"]), Member(name="見本 太郎")]
    item = Arrival(act="in", id="00000000-0000-4000-8000-000000000000", at=house.clock(), members=members)
    take_arrival(house.database, 1, item, house.clock(), by_tablet=True)
    page = staff.goes_to(f"{BASE}/1/people").text
    assert "1世帯、2人" in page
    assert "見本 花子: " in page
    assert "車いす" in page
    (entry,) = [one for one in house.entries() if one.action == "shelter.people_viewed"]
    assert "見本" not in str(entry)
    assert "開設していないため" in staff.sends(f"{BASE}/1/count").text
    staff.sends(f"{BASE}/change", act="open", shelter="1")
    staff.goes_to(f"{BASE}/1/people")
    staff.sends(f"{BASE}/1/count")
    with house.database.read() as session:
        assert list_open(session)[1].persons == 2
    assert "退所を記録しました" in staff.sends(f"{BASE}/1/check-out", party="1").text
    assert "すでに退所" in staff.sends(f"{BASE}/1/check-out", party="1").text


def test_the_poster_has_the_code_and_the_tablet_another_link(house: StaffHouse, staff: StaffBrowser) -> None:
    import_rows(house.database, SCHOOL)
    page = staff.goes_to(f"{BASE}/1/door").text
    assert page.count("/shelters/check-in/") == 2
    assert "<svg" in page
    assert "Check in here" in page
