"""What staff do to places, on both databases: closing, units of their own, callers, walk-ins, moving and cancelling."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import Database
from bot.models.reservations import News, Reservation, ReservationState, Timeframe
from bot.services.reservations.alike import find_alike
from bot.services.reservations.closing import LessThanTaken, change_capacity, close, open_again
from bot.services.reservations.conflicts import list_conflicts
from bot.services.reservations.entering import book_for_caller, let_in
from bot.services.reservations.shifting import call_off, shift
from bot.services.reservations.taking import Full, TooLate
from tests.bot.reservations.hall import FIRST, NOW, Hall, open_hall

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def hall(database: Database) -> Hall:
    return open_hall(database, capacity=2, timeframes=4)


def find_reservation(hall: Hall, id: int) -> Reservation:
    return next(one for one in hall.rows(Reservation) if one.id == id)


def test_what_is_closed_takes_nobody_and_keeps_who_is_there(hall: Hall) -> None:
    own = hall.reserves()
    with hall.database.write() as session:
        (closed,) = close(session, hall.timeframes[:1], "点検")
        assert close(session, hall.timeframes[:1], "again") == []
        assert closed.closed_why == "点検"
    with pytest.raises(Full):
        hall.holds()
    with hall.database.read() as session:
        assert [one.id for one, _, _ in list_conflicts(session, "card_center", NOW)] == [own]
    hall.waits(1)
    with hall.database.write() as session:
        (opened,) = open_again(session, hall.timeframes, NOW, lambda one: True)
        assert (opened.is_blocked, opened.closed_why) == (False, "")
    assert hall.wait_states() == ["offered"]  # what was free in it is theirs
    assert hall.is_even()


@on_sqlite
def test_what_the_rule_has_no_more_is_not_opened(hall: Hall) -> None:
    with hall.database.write() as session:
        close(session, hall.timeframes[:2], "")
    with hall.database.write() as session:
        opened = open_again(session, hall.timeframes, NOW, lambda one: one.id == hall.timeframes[1])
        assert [one.id for one in opened] == hall.timeframes[1:2]
    first = hall.rows(Timeframe)[0]
    assert (first.is_blocked, first.is_off_rule) == (True, True)


def test_units_are_never_fewer_than_taken_and_more_go_to_who_waits(hall: Hall) -> None:
    hall.reserves(units=2)
    hall.waits(1)
    with hall.database.write() as session:
        with pytest.raises(LessThanTaken):
            change_capacity(session, hall.timeframes[0], 1, NOW, is_own=True)
        assert change_capacity(session, hall.timeframes[0], 3, NOW, is_own=True) == 2
    assert hall.wait_states() == ["offered"]
    assert hall.taken() == 3
    assert hall.is_even()


def test_a_caller_gets_a_number_and_no_conversation(hall: Hall) -> None:
    with hall.database.write() as session:
        made = book_for_caller(session, hall.timeframes[0], 2, "M", NOW, purpose="receipt", name="田中")
        assert (made.number, made.state, made.conversation_id) == ("M-000001", ReservationState.RESERVED, None)
        with pytest.raises(Full):
            book_for_caller(session, hall.timeframes[0], 1, "M", NOW)
    assert (find_reservation(hall, 1).name, hall.taken()) == ("田中", 2)


def test_who_comes_is_let_in_while_it_runs_or_soon(hall: Hall) -> None:
    hall.waits(1, units=2)  # nobody waits for what has begun
    for now, is_let_in in (
        (FIRST - timedelta(minutes=61), False),
        (FIRST + timedelta(minutes=59), True),
        (FIRST + timedelta(minutes=60), False),
    ):
        with hall.database.write() as session:
            if is_let_in:
                come = let_in(session, hall.timeframes[0], 1, "M", now)
                assert (come.state, come.number, come.held_until) == (ReservationState.ATTENDED, "M-000001", None)
                with pytest.raises(Full):
                    let_in(session, hall.timeframes[0], 2, "M", now)
            else:
                with pytest.raises(Full):
                    let_in(session, hall.timeframes[0], 1, "M", now)
    assert hall.is_even()


def test_a_citizen_has_yet_to_be_told_of_a_move_once_however_often_it_was_moved(hall: Hall) -> None:
    first, second, third, _ = hall.timeframes
    own = hall.reserves()
    for seen_in, to, news in ((first, second, News.MOVED), (second, third, News.MOVED), (third, first, News.NONE)):
        with hall.database.write() as session:
            moved = shift(session, own, seen_in, to, NOW)
            assert (moved.news, moved.known_timeframe_id) == (news, first if news else None)
    with hall.database.write() as session:
        with pytest.raises(TooLate):  # a colleague was first
            shift(session, own, second, third, NOW)
        shift(session, own, first, second, NOW)
        with pytest.raises(TooLate):  # it has begun
            shift(session, own, second, third, FIRST + timedelta(hours=1))
    hall.moves(own, 3)  # the citizen chose for themselves, so there is nothing to be told
    assert find_reservation(hall, own).news == News.NONE
    with hall.database.write() as session:
        assert call_off(session, own, hall.timeframes[3], NOW).news == News.CANCELLED
        with pytest.raises(TooLate):
            call_off(session, own, hall.timeframes[3], NOW)
    assert [hall.taken(at) for at in range(4)] == [0, 0, 0, 0]


@on_sqlite
def test_of_a_caller_nobody_is_told(hall: Hall) -> None:
    with hall.database.write() as session:
        made = book_for_caller(session, hall.timeframes[0], 1, "M", NOW)
        shift(session, made.id or 0, hall.timeframes[0], hall.timeframes[1], NOW)
        assert call_off(session, made.id or 0, hall.timeframes[1], NOW).news == News.NONE


def test_the_nearest_times_alike_are_promised_once(hall: Hall) -> None:
    first, second = hall.reserves(units=2), hall.reserves(units=2, at=1)
    hall.reserves(at=2, who=1)
    with hall.database.write() as session:
        close(session, hall.timeframes[:2], "")
    with hall.database.read() as session:
        found = find_alike(session, list_conflicts(session, "card_center", NOW), NOW)
        promised = {one.id: one.to.id if one.to else None for one in found}
    assert promised == {first: hall.timeframes[3], second: None}  # the third has not two left
