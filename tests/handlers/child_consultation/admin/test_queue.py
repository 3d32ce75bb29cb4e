"""The queue over real HTTP: it renews itself, and marks what is booked today and what has come back."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from handlers.child_consultation.models import ChildAppointment
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.handlers.child_consultation.centre import BASE, CASE, WORDS, add_staff, visit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def read_event(staff: StaffBrowser, state: str) -> str:
    """The first thing that the stream says to who has seen this state."""
    with staff.open("GET", f"{BASE}/events?state={state}") as stream:
        lines = [stream.readline().decode().strip() for _ in range(5)]
    return "changed" if "event: changed" in lines else "quiet"


def test_it_renews_itself(house: StaffHouse, nurse: StaffBrowser) -> None:
    page = nurse.goes_to(BASE).text
    address = page.split('data-events="')[1].partition('"')[0]
    (state,) = parse_qs(urlsplit(address).query)["state"]
    assert read_event(nurse, state) == "quiet"
    visit(house).begins("弟のことです。")
    assert read_event(nurse, state) == "changed"
    renewed = nurse.asks("GET", f"{BASE}/list?view=open").text
    assert ('data-id="2"' in renewed, "<html" in renewed, WORDS in renewed) == (True, False, False)
    assert nurse.asks("GET", f"{BASE}/list?view=whatever").status == 404
    teacher = add_staff(house, "teacher", department="school")
    assert [teacher.asks("GET", f"{BASE}/{one}").status for one in ("list", "events")] == [403, 403]


def test_calls_of_today_are_marked(house: StaffHouse, nurse: StaffBrowser) -> None:
    now = house.clock()
    with house.database.write() as session:
        for seat, at in enumerate((now, now + timedelta(days=1))):
            session.add(ChildAppointment(case_id=1, kind="call", starts_at=at, seat=seat, made_at=now))
    assert nurse.goes_to(BASE).text.count('badge-waiting">今日') == 1
    with house.database.write() as session:
        booked = session.get_one(ChildAppointment, 1)
        booked.is_cancelled = True
        session.add(booked)
    assert 'badge-waiting">今日' not in nurse.goes_to(BASE).text


def test_a_referral_that_is_back_is_marked(house: StaffHouse, nurse: StaffBrowser) -> None:
    until = f"{house.clock() + timedelta(days=7):%Y-%m-%d}"
    nurse.sends(f"{CASE}/refer", department="school", asked="学校での様子を教えてください。", until=until)
    assert "依頼の回答あり" not in nurse.goes_to(BASE).text
    teacher = add_staff(house, "teacher", department="school")
    teacher.goes_to(BASE)
    teacher.sends(f"{BASE}/referrals/1/return", answer="別室で過ごせています。")
    assert "依頼の回答あり" in nurse.goes_to(BASE).text


def test_its_script_may_be_read_by_the_centres_staff(nurse: StaffBrowser) -> None:
    (script,) = re.findall(r'<script type="module" src="([^"]+)"', nurse.goes_to(BASE).text)
    answer = nurse.asks("GET", script)
    assert (answer.status, 'from "./live.js"' in answer.text) == (200, True)
    assert nurse.asks("GET", urljoin(script, "./live.js")).status == 200
