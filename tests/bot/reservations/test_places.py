"""Places held, reserved, moved, given back and offered, on both databases."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.db import Database
from bot.errors import NotFound
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe, Wait
from bot.services.personal_data import erase
from bot.services.reservations.finding import find_free, list_resources
from bot.services.reservations.lapsing import lapse
from bot.services.reservations.taking import HOLD, Full, TooLate, confirm
from bot.services.reservations.waiting import OFFER, count_before
from tests.bot.reservations.hall import FIRST, NOW, Hall, open_hall

S = ReservationState


@pytest.fixture
def hall(database: Database) -> Hall:
    return open_hall(database)


def test_held_then_reserved_with_a_number(hall: Hall) -> None:
    reservation = hall.reserves()
    (row,) = hall.rows(Reservation)
    assert (row.state, row.number, row.held_until) == (S.RESERVED, f"B-{reservation:06d}", None)
    assert hall.taken() == 1


def test_the_last_place_is_taken_once(hall: Hall) -> None:
    hall.holds(who=0)
    with pytest.raises(Full):
        hall.holds(who=1)
    assert hall.is_even()


def test_the_database_itself_refuses_more_than_there_is(hall: Hall) -> None:
    with pytest.raises(IntegrityError), hall.database.write() as session:
        session.get_one(Timeframe, hall.timeframes[0]).taken = 2


@pytest.mark.parametrize("what", ["blocked", "closed", "begun"])
def test_what_is_closed_is_not_given(hall: Hall, what: str) -> None:
    with hall.database.write() as session:
        session.get_one(Timeframe, hall.timeframes[0]).is_blocked = what == "blocked"
        session.get_one(Resource, 1).is_open = what != "closed"
    hall.now = FIRST if what == "begun" else NOW
    with pytest.raises(Full):
        hall.holds()


def test_what_is_not_there_is_said(hall: Hall) -> None:
    hall.timeframes.append(999)
    with pytest.raises(NotFound):
        hall.holds(at=2)


def test_a_hold_that_nobody_confirms_is_free_again(hall: Hall) -> None:
    held = hall.holds()
    assert lapse(hall.database, NOW + HOLD - timedelta(seconds=1)) == 0
    assert lapse(hall.database, NOW + HOLD) == 1
    assert hall.taken() == 0
    with pytest.raises(TooLate), hall.database.write() as session:
        confirm(session, held, "B", NOW + HOLD)


def test_a_hold_whose_time_is_over_can_t_be_confirmed_before_it_lapses(hall: Hall) -> None:
    held = hall.holds()
    with pytest.raises(TooLate), hall.database.write() as session:
        confirm(session, held, "B", NOW + HOLD)


def test_what_was_confirmed_does_not_lapse(hall: Hall) -> None:
    hall.reserves()
    assert lapse(hall.database, NOW + timedelta(days=9)) == 0
    assert hall.taken() == 1


def test_moving_takes_the_new_and_frees_the_old(hall: Hall) -> None:
    reservation = hall.reserves()
    hall.moves(reservation, 1)
    assert (hall.taken(0), hall.taken(1)) == (0, 1)
    hall.moves(reservation, 1)
    assert hall.is_even()


def test_what_can_t_be_moved_stays_where_it_is(hall: Hall) -> None:
    first = hall.reserves(at=0, who=0)
    hall.reserves(at=1, who=1)
    with pytest.raises(Full):
        hall.moves(first, 1)
    assert (hall.taken(0), hall.taken(1)) == (1, 1)


def test_what_has_ended_does_not_end_twice(hall: Hall) -> None:
    reservation = hall.reserves()
    hall.ends(reservation)
    with pytest.raises(TooLate):
        hall.ends(reservation)
    assert hall.is_even()


def test_a_freed_place_goes_to_who_waited_first(hall: Hall) -> None:
    reservation = hall.reserves(who=0)
    first, second = hall.waits(1), hall.waits(2)
    assert hall.waits(1) == first  # asking again keeps one's turn
    with hall.database.read() as session:
        assert count_before(session, session.get_one(Wait, second)) == 1
    hall.ends(reservation)
    assert hall.wait_states() == ["offered", "waiting"]
    with pytest.raises(Full):
        hall.holds(who=3)  # what is free belongs to who waits
    hall.answers(first, accepts=True)
    assert hall.wait_states() == ["accepted", "waiting"]
    assert hall.is_even()


def test_an_offer_that_is_declined_or_forgotten_goes_on(hall: Hall) -> None:
    reservation = hall.reserves(who=0)
    first, _, _ = hall.waits(1), hall.waits(2), hall.waits(3)
    hall.ends(reservation)
    hall.answers(first, accepts=False)
    assert hall.wait_states() == ["left", "offered", "waiting"]
    lapse(hall.database, NOW + OFFER)
    assert hall.wait_states() == ["left", "lapsed", "offered"]
    assert hall.is_even()


def test_a_family_that_waits_first_is_not_overtaken(database: Database) -> None:
    hall = open_hall(database, capacity=3)
    three = hall.reserves(units=2, who=0)
    one = hall.reserves(units=1, who=1)
    family, _ = hall.waits(2, units=3), hall.waits(3, units=1)
    hall.ends(one)
    assert hall.wait_states() == ["waiting", "waiting"]
    hall.ends(three)
    assert hall.wait_states() == ["offered", "waiting"]
    hall.answers(family, accepts=True)
    assert hall.taken() == 3


def test_whoever_has_their_data_deleted_gives_back_what_they_had(hall: Hall) -> None:
    hall.reserves(at=0, who=0)
    hall.reserves(at=1, who=1)
    hall.waits(0, at=1)
    hall.waits(2, at=0)
    with hall.database.write() as session:
        erase(session, hall.people[0], 0, NOW)
    assert [(row.conversation_id, row.state) for row in hall.rows(Reservation)] == [
        (hall.people[1], S.RESERVED),
        (hall.people[2], S.HELD),
    ]
    assert hall.wait_states() == ["offered"]
    assert hall.is_even()


def test_the_next_free_time_comes_first(hall: Hall) -> None:
    hall.reserves(at=0)
    with hall.database.read() as session:
        resources = [one.id or 0 for one in list_resources(session, "card_center")]
        assert [one.id for one in find_free(session, resources, NOW)] == [hall.timeframes[1]]
        assert find_free(session, resources, NOW, units=2) == []


def test_what_is_free_for_who_waits_alone_is_not_the_next_free_time(database: Database) -> None:
    hall = open_hall(database, capacity=3)
    hall.reserves(units=2, who=0)
    one = hall.reserves(units=1, who=1)
    hall.waits(2, units=3)
    hall.ends(one)  # one unit is free, and the family of three needs more
    with hall.database.read() as session:
        resources = [one.id or 0 for one in list_resources(session, "card_center")]
        assert hall.timeframes[0] not in [one.id for one in find_free(session, resources, NOW)]
    with pytest.raises(Full):
        hall.holds(who=3)


def test_whatever_people_do_it_stays_even(database: Database) -> None:
    hall = open_hall(database, capacity=3, timeframes=3, people=8)
    chance = random.Random(8)
    for _ in range(150):
        hall.now += timedelta(minutes=chance.choice((0, 1, 5)))
        with suppress(Full, TooLate):
            do_something(hall, chance)
        assert hall.is_even()
    assert {row.state for row in hall.rows(Reservation)} >= {S.RESERVED, S.CANCELLED, S.LAPSED}


def do_something(hall: Hall, chance: random.Random) -> None:
    at, who, units = chance.randrange(3), chance.randrange(8), chance.choice((1, 1, 2))
    reservations, waits = hall.rows(Reservation), hall.rows(Wait)
    match chance.randrange(7):
        case 0:
            hall.holds(units, at, who)
        case 1 | 2:
            hall.reserves(units, at, who)
        case 3 if reservations:
            hall.ends(chance.choice(reservations).id)
        case 4 if reservations:
            hall.moves(chance.choice(reservations).id, at)
        case 5:
            hall.waits(who, units, at)
        case 6 if waits:
            hall.answers(chance.choice(waits).id, chance.random() < 0.5)
    lapse(hall.database, hall.now)
