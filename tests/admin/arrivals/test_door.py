"""The list at the door without script, and what phones send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from bot.db import Database
from bot.models.arrivals import Arrival
from bot.models.reservations import Reservation, ReservationState
from bot.services.reservations.leaving import end, move
from tests.admin.arrivals.door import ELSEWHERE, LATER, NORTH, NOW, TOMORROW, YESTERDAY, Doors, open_doors, scan
from tests.admin.staff_house import StaffBrowser
from tests.bot.documents.papers import words_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def doors(database: Database) -> Iterator[Doors]:
    with open_doors(database) as opened:
        yield opened


def pass_time(doors: Doors, by: timedelta) -> StaffBrowser:
    """A member of staff who has signed in since; sessions end."""
    doors.house.clock.ahead += by
    return doors.house.sign_in("card_center.staff")


def test_the_day_and_its_places(doors: Doors) -> None:
    doors.reserves()
    staff = doors.sign_in()
    page = staff.goes_to("/admin/arrivals").text
    assert "本庁舎 10番窓口" in page
    assert "0 / 1" in page
    assert "この日に開いている場所はありません" in staff.goes_to("/admin/arrivals?day=2020-01-01").text


def test_by_hand_by_number_and_undone(doors: Doors) -> None:
    doors.reserves()
    doors.reserves(LATER)
    staff = doors.sign_in()
    staff.goes_to(doors.path())
    assert "M-000001を受け付けました" in staff.sends(f"{doors.path()}/came", reservation="1").text
    assert "M-000001はもう受付が済んでいます" in staff.sends(f"{doors.path()}/came", reservation="1").text
    assert "M-000002を受け付けました" in staff.sends(f"{doors.path()}/came", number="m-000002").text
    assert "M-000009はこの日の予約にありません" in staff.sends(f"{doors.path()}/came", number="M-000009").text
    assert "取り消しました" in staff.sends(f"{doors.path()}/undo", reservation="2").text
    assert doors.states() == ["attended", "reserved"]
    assert [one for one in doors.house.actions() if one.startswith("arrival")] == [
        "arrival.checked_in",
        "arrival.checked_in",
        "arrival.undone",
    ]
    staff = pass_time(doors, timedelta(days=1))
    staff.goes_to(doors.path())
    assert "当日だけです" in staff.sends(f"{doors.path()}/undo", reservation="1").text
    assert doors.states() == ["attended", "reserved"]


def test_two_phones_with_the_same_ticket(doors: Doors) -> None:
    doors.reserves(units=2)
    text, staff = doors.sign(1), doors.sign_in()
    first = {"id": "phone-a-1", "at": (doors.noon - timedelta(minutes=7)).isoformat(), "ticket": text}
    assert scan(staff, doors.path(), first) == [
        {"id": "phone-a-1", "verdict": "checked_in", "reservation": 1, "came": "11:53"}
    ]
    again, other = scan(staff, doors.path(), first, {**first, "id": "phone-b-1"})
    assert (again["verdict"], other["verdict"], other["came"]) == ("checked_in", "already", "11:53")
    (arrival,) = doors.house.rows(Arrival)
    assert (arrival.way, arrival.came_at) == ("ticket", doors.noon - timedelta(minutes=7))
    assert doors.house.actions().count("arrival.checked_in") == 1


def test_what_is_refused_and_why(doors: Doors) -> None:
    people = [doors.reserves(frame) for frame in (NOW, NOW, TOMORROW, YESTERDAY, NOW, NOW)]
    texts = [doors.sign(one) for one in people]
    with doors.house.database.write() as session:
        move(session, people[0], LATER, doors.noon - timedelta(hours=2))
        end(session, people[1], ReservationState.CANCELLED, doors.noon - timedelta(hours=2))
        move(session, people[5], TOMORROW, doors.noon - timedelta(hours=2))
    sent = [{"id": str(place), "ticket": text} for place, text in enumerate(texts)]
    sent += [{"id": "forged", "ticket": texts[4][:-9] + "A" * 9}, {"id": "none", "reservation": 99}]
    found = {one["id"]: one["verdict"] for one in scan(doors.sign_in(), doors.path(), *sent)}
    assert found == {
        "0": "moved",
        "1": "cancelled",
        "2": "another_day",
        "3": "expired",
        "4": "checked_in",
        "5": "moved",
        "forged": "foreign",
        "none": "unknown",
    }


def test_staff_have_looked_at_place_and_time(doors: Doors) -> None:
    """Who is at the wrong place was let in by a person; the phone has asked."""
    doors.reserves(ELSEWHERE)
    assert scan(doors.sign_in(), doors.path(), {"id": "1", "ticket": doors.sign(1)})[0]["verdict"] == "checked_in"


def test_a_phone_with_a_wrong_clock(doors: Doors) -> None:
    doors.reserves()
    ahead = (doors.noon + timedelta(days=4)).isoformat()
    assert scan(doors.sign_in(), doors.path(), {"id": "1", "at": ahead, "ticket": doors.sign(1)})[0]["came"] == "12:00"


def test_nobodys_name_and_no_strangers(doors: Doors) -> None:
    doors.reserves()
    stranger, other, staff = doors.house.browser(), doors.sign_in("lectures"), doors.sign_in()
    assert stranger.asks("GET", doors.path()).status == 303
    assert other.goes_to(doors.path()).status == 403
    assert staff.goes_to(doors.path(99)).status == 404
    assert staff.goes_to("/admin/arrivals/1/2026-02-30").status == 404
    assert staff.goes_to(doors.path()).status == 200
    assert staff.asks("POST", f"{doors.path()}/scans").status == 400  # without the token
    assert staff.asks("GET", "/admin/arrivals/worker.js").headers["Content-Type"].startswith("text/javascript")


def test_a_timeframe_is_closed_and_corrected(doors: Doors) -> None:
    doors.reserves()
    doors.reserves()
    staff = doors.sign_in()
    staff.goes_to(doors.path())
    assert staff.sends(f"{doors.path()}/close", timeframe=str(NOW)).status == 409  # it is not over
    staff = pass_time(doors, timedelta(hours=1))
    assert "12:00の枠を締め切る" in staff.goes_to(doors.path()).text
    staff.sends(f"{doors.path()}/came", reservation="1")
    assert "来なかった予約: 1件" in staff.sends(f"{doors.path()}/close", timeframe=str(NOW)).text
    assert doors.states() == ["attended", "missed"]
    assert "締め切る" not in staff.page.text
    staff.sends(f"{doors.path()}/came", reservation="2")
    assert doors.states() == ["attended", "attended"]
    assert staff.sends(f"{doors.path(NORTH)}/close", timeframe=str(NOW)).status == 404


def test_printed_without_names_and_with_them(doors: Doors) -> None:
    own = doors.reserves()
    doors.reserves()
    with doors.house.database.write() as session:
        session.get_one(Reservation, own).name = "髙﨑 𠮷子"  # whom staff entered for a caller
    staff = doors.sign_in()
    assert "M-000002" in words_of(download(staff, doors, "list.pdf"))
    assert "arrival.viewed" not in doors.house.actions()
    assert "髙﨑 𠮷子" in words_of(download(staff, doors, "list.pdf", named="yes"))
    assert "髙﨑 𠮷子" in words_of(download(staff, doors, "plates.pdf"))
    viewed = [one for one in doors.house.entries() if one.action == "arrival.viewed"]
    assert [(one.object_id, one.details["fields"]) for one in viewed] == [("1", ["name"])] * 2
    staff.goes_to(doors.path(NORTH))
    assert "印刷するものがありません" in staff.sends(f"{doors.path(NORTH)}/plates.pdf").text


def download(staff: StaffBrowser, doors: Doors, name: str, **fields: str) -> bytes:
    token = re.search(r'name="csrf_token" value="([^"]+)"', staff.goes_to(doors.path()).text)
    assert token
    body = urlencode({"csrf_token": token[1], **fields}).encode()
    with staff.open("POST", f"{doors.path()}/{name}", body) as answer:
        assert answer.headers["Content-Type"] == "application/pdf"
        return answer.read()
