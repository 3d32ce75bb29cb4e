"""Whoever comes first enters first, and not more than so many in a second."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.db import Database
from bot.waiting_room.arriving import BURST_SECONDS, Door, Ticket

NOW = 1_800_000_000.0
PER_SECOND = 2.0
BURST = int(BURST_SECONDS * PER_SECOND)


def open_door(database: Database, name: str = "cards", now: float = NOW) -> Door:
    return Door(database, name, PER_SECOND, lambda: now)


def test_on_an_ordinary_day_everybody_enters_at_once(database: Database) -> None:
    tickets = [open_door(database, now=NOW + second).arrive() for second in range(0, 100, 5)]
    assert [one.number for one in tickets] == list(range(1, 21))
    assert all(one.enters_at <= one.came_at for one in tickets)


def test_a_crowd_enters_one_after_the_other(database: Database) -> None:
    door = open_door(database)
    tickets = [door.arrive() for _ in range(BURST + 6)]
    assert [one.enters_at for one in tickets[:BURST]] == pytest.approx(
        [min(NOW, one.enters_at) for one in tickets[:BURST]]
    )
    assert [one.enters_at - NOW for one in tickets[BURST:]] == pytest.approx([0.5, 1.0, 1.5, 2.0, 2.5, 3.0])


def test_the_order_outlives_the_process_and_rooms_are_apart(database: Database) -> None:
    for _ in range(BURST + 1):
        open_door(database).arrive()
    assert open_door(database, now=NOW + 0.1).arrive() == Ticket(BURST + 2, NOW + 0.1, pytest.approx(NOW + 1.0))
    assert open_door(database, "lectures").arrive().number == 1


def test_many_at_once_get_one_turn_each_in_order(database: Database) -> None:
    doors = [open_door(database), open_door(database)]  # two processes
    with ThreadPoolExecutor(16) as pool:
        tickets = list(pool.map(lambda number: doors[number % 2].arrive(), range(200)))
    tickets.sort(key=lambda one: one.number)
    assert [one.number for one in tickets] == list(range(1, 201))
    steps = [after.enters_at - before.enters_at for before, after in pairwise(tickets)]
    assert steps == pytest.approx([1 / PER_SECOND] * 199)


def test_when_a_ticket_can_not_be_written_only_its_own_arrival_fails(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, write = open_door(database), database.write
    faults = iter([True, False])

    @contextmanager
    def fail_once() -> Iterator[Session]:
        if next(faults, False):
            raise OperationalError("UPDATE", {}, Exception("locked"))
        with write() as session:
            yield session

    monkeypatch.setattr(database, "write", fail_once)
    with pytest.raises(OperationalError):
        door.arrive()
    assert door.arrive().number == 1
