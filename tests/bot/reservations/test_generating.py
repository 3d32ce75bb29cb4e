"""Timeframes made ahead and changed by rule, on both databases; what is reserved stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from bot.db import Database
from bot.models.reservations import Reservation, Resource, Timeframe, Wait
from bot.opening_hours import OpeningHours
from bot.services.reservations.closing import change_capacity
from bot.services.reservations.conflicts import list_conflicts
from bot.services.reservations.finding import find_free
from bot.services.reservations.generating import Generated, close_others, generate
from bot.services.reservations.leaving import end
from bot.services.reservations.rules import Place
from bot.services.reservations.taking import Full, confirm, hold
from bot.services.reservations.waiting import wait_for
from tests.bot.reservations.hall import add_person
from tests.bot.reservations.openings import CITY, at, make_place

NOW = at(2026, 12, 2, 12)  # a Wednesday
FIRST = at(2026, 12, 3, 9)
PLACE = make_place(ahead_days=2)  # three timeframes each on Thursday and Friday


class Office:
    """A place, and one who reserves there."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            person = add_person(session, 1)
            session.flush()
            self.person = person.id or 0

    def opens(self, place: Place = PLACE, city: OpeningHours = CITY, now: datetime = NOW) -> Generated:
        with self.database.write() as session:
            return generate(session, place, city, now)

    def reserves(self, start: datetime = FIRST, units: int = 1) -> int:
        with self.database.write() as session:
            found = session.exec(select(Timeframe).where(Timeframe.starts_at == start)).one()
            held = hold(session, found.id or 0, units, NOW, conversation_id=self.person)
            confirm(session, held.id or 0, "M", NOW)
            return held.id or 0

    def see(self) -> list[tuple[datetime, int, int, bool]]:
        """Start, capacity, what is taken and whether it is blocked."""
        with self.database.read() as session:
            found = session.exec(select(Timeframe).order_by(Timeframe.starts_at))  # type: ignore[arg-type]
            return [(one.starts_at, one.capacity, one.taken, one.is_blocked) for one in found]

    def list_conflicts(self) -> list[datetime]:
        with self.database.read() as session:
            return [timeframe.starts_at for _, timeframe, _ in list_conflicts(session, "card_center", NOW)]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def hours(*offsets: int) -> list[datetime]:
    return [FIRST + timedelta(hours=offset) for offset in offsets]


def test_made_once(office: Office) -> None:
    assert office.opens() == Generated(made=6)
    assert office.opens() == Generated()
    assert [start for start, *_ in office.see()] == hours(0, 1, 2, 24, 25, 26)


def test_the_next_day_one_more_is_made(office: Office) -> None:
    office.opens(now=NOW - timedelta(days=1))
    assert office.opens() == Generated(made=3)


def test_a_shorter_day_blocks_what_is_free_and_lists_what_is_reserved(office: Office) -> None:
    office.opens()
    office.reserves(FIRST)
    assert office.opens(make_place(ahead_days=2, opens="10:00")) == Generated(changed=2)
    assert [(taken, is_blocked) for _, _, taken, is_blocked in office.see()][:3] == [(1, True), (0, False), (0, False)]
    assert office.list_conflicts() == [FIRST]
    with pytest.raises(Full):
        office.reserves(FIRST)
    assert office.opens() == Generated(changed=2)
    assert office.list_conflicts() == []
    office.reserves(FIRST)


def test_a_new_closure_blocks_the_day(office: Office) -> None:
    office.opens()
    office.reserves(FIRST + timedelta(hours=1))
    closed = CITY.model_copy(
        update={
            "special_days": OpeningHours.model_validate(
                {"weekly": {}, "special_days": [{"from": "2026-12-03", "to": "2026-12-03"}]}
            ).special_days
        }
    )
    assert office.opens(city=closed) == Generated(changed=3)
    assert office.list_conflicts() == hours(1)
    with office.database.read() as session:
        assert [one.starts_at for one in find_free(session, [1], NOW)] == hours(24, 25, 26)


def test_what_staff_blocked_stays_blocked(office: Office) -> None:
    office.opens()
    with office.database.write() as session:
        session.exec(select(Timeframe).where(Timeframe.starts_at == FIRST)).one().is_blocked = True
    office.opens(make_place(ahead_days=2, opens="10:00"))
    office.opens()
    assert [is_blocked for *_, is_blocked in office.see()] == [True, False, False, False, False, False]


def test_units_that_staff_gave_stay(office: Office) -> None:
    office.opens()
    with office.database.write() as session:
        first = session.exec(select(Timeframe).where(Timeframe.starts_at == FIRST)).one()
        change_capacity(session, first.id or 0, 5, NOW, is_own=True)
    assert office.opens() == Generated()
    assert office.see()[0] == (FIRST, 5, 0, False)
    with office.database.write() as session:
        change_capacity(session, first.id or 0, 2, NOW, is_own=False)
    assert office.opens(make_place(ahead_days=2, capacity=4)).changed == 6
    assert office.see()[0] == (FIRST, 4, 0, False)


def test_more_and_fewer_units_but_never_fewer_than_are_taken(office: Office) -> None:
    office.opens()
    office.reserves(units=2)
    office.opens(make_place(ahead_days=2, capacity=5))
    assert {capacity for _, capacity, _, _ in office.see()} == {5}
    office.opens(make_place(ahead_days=2, capacity=1))
    assert [capacity for _, capacity, _, _ in office.see()] == [2, 1, 1, 1, 1, 1]


def test_another_length_leaves_room_for_what_is_reserved(office: Office) -> None:
    office.opens()
    reservation = office.reserves(units=1)
    shorter = make_place(ahead_days=2, minutes=30)
    office.opens(shorter)
    before = {start: (capacity, taken, is_blocked) for start, capacity, taken, is_blocked in office.see()}
    assert before[FIRST] == (2, 1, True)  # its hour is as it was reserved, and has no other
    assert before[FIRST + timedelta(minutes=30)] == (1, 0, False)  # shares its minutes
    assert before[FIRST + timedelta(minutes=60)] == (2, 0, False)
    with office.database.write() as session:
        assert session.get_one(Reservation, reservation).state == "reserved"
        end(session, reservation, "cancelled", NOW)  # type: ignore[arg-type]
    office.opens(shorter)
    assert [row[1:] for row in office.see()][:2] == [(2, 0, False), (2, 0, False)]


def test_more_units_go_to_who_waits(office: Office) -> None:
    office.opens()
    office.reserves(units=2)
    with office.database.write() as session:
        other = add_person(session, 2)
        session.flush()
        wait_for(session, 1, other.id or 0, 1, NOW)
    office.opens(make_place(ahead_days=2, capacity=3))
    with office.database.read() as session:
        assert [wait.state for wait in session.exec(select(Wait))] == ["offered"]
    assert office.see()[0] == (FIRST, 3, 3, False)


def test_what_has_begun_is_left_alone(office: Office) -> None:
    office.opens()
    assert office.opens(make_place(ahead_days=2, capacity=9), now=FIRST).changed == 5
    assert office.see()[0][1] == 2


def test_a_place_that_is_no_more_takes_nobody(office: Office) -> None:
    office.opens()
    office.opens(make_place("north"))
    with office.database.write() as session:
        close_others(session, "card_center", [make_place("north")])
    with office.database.read() as session:
        assert {one.code: one.is_open for one in session.exec(select(Resource))} == {"hall": False, "north": True}
    with office.database.write() as session:
        generate(session, PLACE, CITY, NOW)
        assert session.exec(select(Resource).where(Resource.code == "hall")).one().is_open
