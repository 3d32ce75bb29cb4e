"""The last place of a check-up, wanted by two at once; and one who presses twice. On PostgreSQL, since SQLite would
hide it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from bot.clock import utc_now
from bot.db import Database
from bot.errors import MadoguchiError
from bot.models.reservations import Reservation, Timeframe
from bot.services.reservations import taking
from bot.services.reservations.taking import Full
from handlers.health_records.models import HealthAppointment
from handlers.health_records.service.appointments import Asking, book
from handlers.health_records.service.eligibility import Wanted
from handlers.health_records.service.reading import find_person
from handlers.health_records.service.visits import find_or_add_account
from tests.handlers.health_records.files import HANAKO, MAKOTO, bring_in, shot
from tests.handlers.health_records.times import NOON, add_time

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
TODAY = NOON.date()
WANTED = Wanted("checkup_9m", ("checkup_9m",), TODAY, TODAY + timedelta(30), "checkup_9m 1 x")


@pytest.fixture
def askings(database: Database, tmp_path: Path) -> list[Asking]:
    """Two persons, each with an account."""
    bring_in(database, tmp_path / "health.csv", [shot(HANAKO), shot(MAKOTO)])
    with database.write() as session:
        found = []
        for row in (HANAKO, MAKOTO):
            person = find_person(session, database.vault, row["宛名番号"])
            assert person is not None
            account = find_or_add_account(session, database.vault, row["宛名番号"], utc_now())
            found.append(Asking(account, person.id or 0, WANTED, "ja"))
        return found


def book_at_once(database: Database, askings: list[Asking], time: int) -> list[MadoguchiError | None]:
    """Each has read before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(len(askings))

    def meet(*_: object) -> None:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(1)

    def try_it(asking: Asking) -> MadoguchiError | None:
        try:
            with database.write() as session:
                book(session, database.vault, asking, time, 1, utc_now())
        except MadoguchiError as refused:
            return refused
        return None

    event.listen(Session, "before_flush", meet)
    try:
        with ThreadPoolExecutor(len(askings)) as pool:
            return list(pool.map(try_it, askings))
    finally:
        event.remove(Session, "before_flush", meet)


def test_without_the_lock_the_last_place_is_given_twice(
    database: Database, askings: list[Asking], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "lock", lambda statement: statement)
    assert book_at_once(database, askings, add_time(database, "checkup_9m")) == [None, None]


def test_the_last_place_goes_to_one(database: Database, askings: list[Asking]) -> None:
    time = add_time(database, "checkup_9m")
    refused = [one for one in book_at_once(database, askings, time) if one]
    assert [type(one) for one in refused] == [Full]
    with database.read() as session:
        assert session.get_one(Timeframe, time).taken == 1
        assert len(session.exec(select(HealthAppointment)).all()) == 1


def test_who_presses_twice_has_one_place(database: Database, askings: list[Asking]) -> None:
    time = add_time(database, "checkup_9m", capacity=5)
    assert book_at_once(database, [askings[0]] * 4, time) == [None] * 4
    with database.read() as session:
        assert session.get_one(Timeframe, time).taken == 1
        assert len(session.exec(select(Reservation)).all()) == 1
