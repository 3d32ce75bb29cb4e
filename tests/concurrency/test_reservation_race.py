"""Many who want one place: the race without the lock, then the lock."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlmodel import Session

from bot.booking.news import tell_news
from bot.booking.telling import tell_offers
from bot.city import FixedCity, load_city
from bot.db import Database
from bot.models.outbox import OutboxRow
from bot.models.reservations import Reservation, ReservationState
from bot.services.reservations import taking
from bot.services.reservations.lapsing import lapse
from bot.services.reservations.shifting import shift
from bot.services.reservations.taking import Full, TooLate
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.card_center.booked import CardCenterPlaces
from tests.bot.reservations.hall import Hall, open_hall

CROWD = 200
THREADS = 20

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def reserve_at_once(hall: Hall, count: int) -> int:
    """How many of so many people got a place."""

    def try_it(number: int) -> bool:
        try:
            hall.reserves(who=number % len(hall.people))
        except Full:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(try_it, range(count)))


@on_postgresql
def test_without_the_lock_a_place_is_sold_twice(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = open_hall(database)
    monkeypatch.setattr(taking, "lock", lambda statement: statement)
    barrier = threading.Barrier(2)

    def meet(*_: object) -> None:
        if not barrier.broken:
            barrier.wait(10)

    event.listen(Session, "before_flush", meet)  # both have read before either writes
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda who: hall.holds(who=who), range(2)))
    finally:
        event.remove(Session, "before_flush", meet)
    assert len(hall.rows(Reservation)) == 2
    assert not hall.is_even()


def test_two_hundred_for_one_place(database: Database) -> None:
    hall = open_hall(database, people=CROWD)
    assert reserve_at_once(hall, CROWD) == 1
    assert hall.is_even()


def test_five_hundred_for_fifty(database: Database) -> None:
    hall = open_hall(database, capacity=50, people=500)
    assert reserve_at_once(hall, 500) == 50
    assert hall.is_even()


def test_a_storm_of_cancelling_moving_and_waiting(database: Database) -> None:
    hall = open_hall(database, capacity=5, timeframes=3, people=60)

    def person(who: int) -> None:
        for step in range(6):
            try:
                mine = hall.reserves(at=(who + step) % 3, who=who)
                if step % 3 == 0:
                    hall.moves(mine, (who + step + 1) % 3)
                elif step % 3 == 1:
                    hall.ends(mine)
            except (Full, TooLate):
                hall.answers(hall.waits(who, at=step % 3), accepts=step % 2 == 0) if step > 3 else hall.waits(who)

    with ThreadPoolExecutor(THREADS) as pool:
        faults = [one.exception() for one in [pool.submit(person, who) for who in range(60)]]
    lapse(database, hall.now)
    assert {type(fault) for fault in faults} <= {type(None), TooLate}
    assert hall.is_even()
    assert any(row.state == ReservationState.RESERVED for row in hall.rows(Reservation))


def test_schedulers_at_once_tell_an_offer_once(database: Database) -> None:
    hall = open_hall(database, people=2)
    mine = hall.reserves(who=0)
    hall.waits(1)
    hall.ends(mine)
    bookables = {"card_center": CardCenterPlaces(FixedCity(load_city(DEMO_CITY)), load_texts())}
    barrier = threading.Barrier(4)

    def tell(_: int) -> int:
        barrier.wait(10)
        return len(tell_offers(database, bookables, hall.now))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tell, range(4))) == 1
    assert [row.conversation_id for row in hall.rows(OutboxRow)] == [hall.people[1]]


@on_postgresql
def test_two_members_move_two_into_the_last_place_and_schedulers_tell_it_once(database: Database) -> None:
    hall = open_hall(database, people=2, timeframes=3)
    first, second, last = hall.timeframes
    own = [(hall.reserves(who=0), first), (hall.reserves(at=1, who=1), second)]
    bookables = {"card_center": CardCenterPlaces(FixedCity(load_city(DEMO_CITY)), load_texts())}
    barrier = threading.Barrier(2)

    def move(which: int) -> bool:
        barrier.wait(10)
        try:
            with database.write() as session:
                shift(session, *own[which], last, hall.now)
        except Full:
            return False
        return True

    def tell(_: int) -> int:
        barrier.wait(10)
        return len(tell_news(database, bookables, hall.now))

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(move, range(2))) == 1
        assert sum(pool.map(tell, range(2))) == 1
    assert hall.is_even()
    assert len(hall.rows(OutboxRow)) == 1
