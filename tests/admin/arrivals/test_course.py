"""A lecture of two dates: the ticket is good for both, and each is checked in by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.db import Database
from bot.models.arrivals import Arrival
from bot.services.reservations.receptions import Reception
from bot.tickets.finding import Found, find_ticket
from bot.tickets.signing import TicketKeys
from tests.admin.arrivals.door import Doors, open_doors, scan
from tests.handlers.lectures.crowd import open_lecture

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACE = 3  # after the two of the card centre


@pytest.fixture
def doors(database: Database) -> Iterator[Doors]:
    """Today is the second date."""
    with open_doors(database) as opened:
        first = opened.noon - timedelta(days=7)
        crowd = open_lecture(
            database,
            1,
            first - timedelta(days=9),
            開始日=f"{first:%Y-%m-%d}",
            開始時間="12:00",
            終了時間="13:00",
            以降の日程=f"{opened.noon:%Y-%m-%d} 12:00-13:00",
            参加申込終了日=f"{first - timedelta(days=2):%Y-%m-%d}",
        )
        crowd.applies(0, units=2)
        yield opened


def find(doors: Doors, days: int) -> Found | None:
    """The ticket as it is so many days from now."""
    receptions: dict[str, Reception] = {one.service: one for one in doors.house.house.receptions}
    with doors.house.database.read() as session:
        keys = TicketKeys(doors.house.database.vault)
        return find_ticket(session, receptions, keys, 1, "ja", doors.noon + timedelta(days=days))


def test_the_second_date_has_its_own_list(doors: Doors) -> None:
    staff, path = doors.sign_in("lectures"), doors.path(PLACE)
    page = staff.goes_to(path).text
    assert "はじめてのスマートフォン" in page
    assert "L-000001" in page
    assert "南公民館" in staff.goes_to("/admin/arrivals").text
    (found,) = scan(staff, path, {"id": "1", "ticket": doors.sign(1)})
    assert found["verdict"] == "checked_in"
    (arrival,) = doors.house.rows(Arrival)
    assert arrival.day == doors.noon.date()
    assert "0</b> / 1" in staff.goes_to(path.replace(doors.day, f"{doors.noon - timedelta(days=7):%Y-%m-%d}")).text
    assert "1</b> / 1" in staff.goes_to(path).text


def test_the_ticket_is_good_for_both(doors: Doors) -> None:
    states = {days: found.state for days in (-8, -7, -6, 0, 1) if (found := find(doors, days))}
    assert states == {-8: "ahead", -7: "today", -6: "ahead", 0: "today", 1: "over"}
    staff = doors.sign_in("lectures")
    scan(staff, doors.path(PLACE), {"id": "1", "ticket": doors.sign(1)})
    found = find(doors, 0)
    assert found is not None
    assert found.number == "L-000001"
