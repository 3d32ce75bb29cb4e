"""Who came and who did not, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.db import Database
from bot.models.arrivals import Arrival, Way
from bot.models.reservations import Reservation, ReservationState
from bot.services.reservations.arriving import MISSED_AFTER, Verdict, check_in, close_timeframe, miss, note_missed, undo
from bot.services.reservations.taking import TooLate
from tests.bot.reservations.hall import FIRST, Hall, open_hall

END = FIRST + timedelta(hours=1)
DAY = FIRST.date()


@pytest.fixture
def hall(database: Database) -> Hall:
    return open_hall(database, capacity=9)


def arrives(hall: Hall, reservation: int, scan: str = "") -> str:
    with hall.database.write() as session:
        return check_in(session, reservation, Way.TICKET, FIRST, scan=scan).verdict


def states(hall: Hall) -> list[str]:
    return [one.state for one in hall.rows(Reservation)]


def test_of_twenty_phones_one_is_the_first(hall: Hall) -> None:
    own = hall.reserves()
    with ThreadPoolExecutor(8) as phones:
        said = list(phones.map(lambda number: arrives(hall, own, f"scan-{number}"), range(20)))
    assert sorted(said) == [Verdict.ALREADY] * 19 + [Verdict.CHECKED_IN]
    assert len(hall.rows(Arrival)) == 1
    assert hall.is_even()


def test_undone_within_the_day_and_noted_anew(hall: Hall) -> None:
    own = hall.reserves()
    arrives(hall, own)
    with hall.database.write() as session:
        undo(session, own, FIRST + timedelta(minutes=5), day=DAY)
    assert states(hall) == ["reserved"]
    assert arrives(hall, own) == Verdict.CHECKED_IN
    with pytest.raises(TooLate), hall.database.write() as session:
        undo(session, own, FIRST + timedelta(days=1), day=DAY)
    assert len(hall.rows(Arrival)) == 2
    assert hall.is_even()


def test_missed_only_where_anybody_was_checked_in(hall: Hall) -> None:
    came, _, _ = hall.reserves(), hall.reserves(), hall.reserves(at=1)
    assert note_missed(hall.database, END + MISSED_AFTER) == 0
    arrives(hall, came)
    assert note_missed(hall.database, END + MISSED_AFTER - timedelta(minutes=1)) == 0
    assert note_missed(hall.database, END + MISSED_AFTER) == 1
    assert note_missed(hall.database, END + MISSED_AFTER) == 0
    assert states(hall) == ["attended", "missed", "reserved"]  # of the second hour nobody knows
    assert hall.is_even()


def test_a_check_in_that_was_a_mistake_makes_nobody_missed(hall: Hall) -> None:
    wrong, _ = hall.reserves(), hall.reserves()
    arrives(hall, wrong)
    with hall.database.write() as session:
        undo(session, wrong, FIRST, day=DAY)
    assert note_missed(hall.database, END + MISSED_AFTER) == 0


def test_who_was_missed_can_still_have_come(hall: Hall) -> None:
    own = hall.reserves()
    with hall.database.write() as session:
        miss(session, own, END)
    with pytest.raises(TooLate), hall.database.write() as session:
        miss(session, own, END)
    assert arrives(hall, own) == Verdict.CHECKED_IN
    assert states(hall) == ["attended"]


def test_closing_is_for_what_is_over(hall: Hall) -> None:
    hall.reserves()
    with pytest.raises(TooLate), hall.database.write() as session:
        close_timeframe(session, hall.timeframes[0], END - timedelta(minutes=1))
    with hall.database.write() as session:
        assert close_timeframe(session, hall.timeframes[0], END) == 1
        assert close_timeframe(session, hall.timeframes[0], END) == 0


def test_nobody_arrives_with_what_was_cancelled(hall: Hall) -> None:
    own = hall.reserves()
    hall.ends(own, ReservationState.CANCELLED)
    assert arrives(hall, own) == Verdict.CANCELLED
    assert states(hall) == ["cancelled"]


def test_each_date_of_a_course_has_its_own_check_in(hall: Hall) -> None:
    own, next_week = hall.reserves(), DAY + timedelta(days=7)
    arrives(hall, own)
    later = FIRST + timedelta(days=7)
    with hall.database.write() as session:
        assert check_in(session, own, Way.HAND, later, day=next_week).verdict == Verdict.CHECKED_IN
        assert check_in(session, own, Way.HAND, later, day=next_week).verdict == Verdict.ALREADY
        undo(session, own, later, day=next_week)
    assert states(hall) == ["attended"]  # on the first date
    assert [one.undone_at is None for one in hall.rows(Arrival)] == [True, False]
