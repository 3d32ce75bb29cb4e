"""Staff enter times, see who has booked them, and note who came; the lists of who did not come know of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.clock import utc_now
from bot.db import Database
from bot.models.reservations import Reservation, Timeframe
from handlers.health_records.service.appointments import Asking, book
from handlers.health_records.service.eligibility import list_wanted
from handlers.health_records.service.own_data import list_looks
from handlers.health_records.service.planning import make_plan
from handlers.health_records.service.reading import find_person
from handlers.health_records.service.visits import find_or_add_account
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.handlers.health_records.admin.test_absent import BASE, TODAY, WHY, ask, house  # noqa: F401
from tests.handlers.health_records.admin.test_rules import enter
from tests.handlers.health_records.times import NOON, add_time, list_states

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COLON = "screening_colon"


def book_for(house: StaffHouse, number: int, time: int) -> int:  # noqa: F811
    database = house.database
    with database.write() as session:
        person = find_person(session, database.vault, f"30000{number:02}")
        assert person is not None
        account = find_or_add_account(session, database.vault, str(number), utc_now())
        wanted = list_wanted(*make_plan(session, person.id or 0, TODAY))[COLON]
        book(session, database.vault, Asking(account, person.id or 0, wanted, "ja"), time, 0, utc_now())
        return person.id or 0


def test_times_are_entered_and_imported(house: StaffHouse) -> None:  # noqa: F811
    staff = enter(house, "a.staff")
    staff.goes_to(f"{BASE}/sessions")
    assert "これからの時間はありません" in staff.page.text
    day = (NOON + timedelta(days=30)).date().isoformat()
    given = {"kind": COLON, "place": "保健センター", "day": day, "starts": "09:00", "ends": "10:00", "capacity": "20"}
    staff.sends(f"{BASE}/sessions", **{**given, "capacity": "", "kind": ""})
    assert staff.errors().keys() == {"kind", "capacity"}
    page = staff.sends(f"{BASE}/sessions", **given).text
    assert "1件を加え、0件を変えました" in page
    assert "0 / 20" in page
    rows = f"大腸がん検診,保健センター,{day},9:00,10:00,25\n3歳児健診,分館,{day},13:00,14:00,5\n"
    text = f"種別,会場,日付,開始,終了,定員\n{rows}"
    page = upload(staff, text)
    assert ("0 / 25" in page, "分館" in page) == (True, True)
    wrong = text.replace("分館", "")
    page = upload(staff, wrong)
    assert "1か所を直してください" in page
    assert house.actions().count("health.session_stored") == 2


def test_who_came_is_noted_and_not_written_to_any_more(house: StaffHouse) -> None:  # noqa: F811
    time = add_time(house.database, COLON, days=1, capacity=9)
    persons = [book_for(house, number, time) for number in (5, 6)]
    staff = enter(house, "a.staff")
    page = staff.goes_to(f"{BASE}/sessions/{time}").text
    assert ("K-0" in page, "検診 5" in page, "受付は、その日に" in page) == (True, False, True)
    staff.sends(f"{BASE}/sessions/{time}/names", purpose="request")
    assert staff.errors().keys() == {"reason"}
    page = staff.sends(f"{BASE}/sessions/{time}/names", **WHY).text
    assert ("検診 5" in page, "検診 6" in page) == (True, True)
    with house.database.read() as session:
        assert [look.purpose for look in list_looks(session, persons[0])] == [WHY["purpose"]]
    page = ask(staff)
    assert "に予約" in page.partition("検診 5<")[2]
    make_today(house.database, time)
    staff.goes_to(f"{BASE}/sessions/{time}")
    marks = {f"came-{id}": mark for id, mark in zip(list_reservations(house.database), ("yes", "no"), strict=True)}
    page = staff.sends(f"{BASE}/sessions/{time}/attendance", **marks, **{"came-999": "yes"}).text
    assert "2人の受付を保存しました" in page
    assert list_states(house.database) == ["attended", "missed"]
    page = ask(staff)
    assert "検診 5<" not in page  # their record is yet to come
    assert "に来なかった" in page.partition("検診 6<")[2]
    id = list_reservations(house.database)[1]
    staff.goes_to(f"{BASE}/sessions/{time}")
    staff.sends(f"{BASE}/sessions/{time}/attendance", **{f"came-{id}": "yes"})  # they came late
    assert list_states(house.database) == ["attended", "attended"]


def test_a_time_is_called_off_for_a_reason(house: StaffHouse) -> None:  # noqa: F811
    time = add_time(house.database, COLON)
    book_for(house, 5, time)
    staff = enter(house, "a.staff")
    staff.goes_to(f"{BASE}/sessions/{time}")
    staff.sends(f"{BASE}/sessions/{time}/call-off")
    assert staff.errors().keys() == {"call_off_reason"}
    assert "予約していた方：1人" in staff.sends(f"{BASE}/sessions/{time}/call-off", call_off_reason="台風").text
    assert list_states(house.database) == ["cancelled"]
    assert staff.goes_to(f"{BASE}/sessions/99999").status == 404


def upload(staff: StaffBrowser, text: str) -> str:
    """What the page says then."""
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', staff.goes_to(f"{BASE}/sessions").text)[:1]
    parts = (("csrf_token", "", token), ("file", '; filename="times.csv"', text))
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n' for name, more, value in parts
    )
    kind = "multipart/form-data; boundary=x"
    with staff.open("POST", f"{BASE}/sessions/import", f"{body}--x--\r\n".encode(), Content_Type=kind) as response:
        page = response.read().decode()
        return staff.goes_to(response.headers["Location"]).text if response.status == 303 else page


def make_today(database: Database, time: int) -> None:
    with database.write() as session:
        timeframe = session.get_one(Timeframe, time)
        timeframe.starts_at = utc_now()
        session.add(timeframe)


def list_reservations(database: Database) -> list[int]:
    with database.read() as session:
        return [one or 0 for one in session.exec(select(Reservation.id).order_by(col(Reservation.id)))]
