"""A code that two accounts use at the same moment, and guesses made at once. On PostgreSQL, since SQLite would hide
it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from bot.clock import utc_now
from bot.db import Database
from handlers.health_records.models import HealthAccess, HealthCode
from handlers.health_records.service import codes
from handlers.health_records.service.codes import FREE_TRIES, Outcome, give_code, use_code
from handlers.health_records.service.reading import find_person
from handlers.health_records.service.visits import find_or_add_account
from tests.handlers.health_records.files import HANAKO, bring_in, shot
from tests.handlers.health_records.pages import NURSE

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
BORN = date(1990, 3, 31)


def use_at_once(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Outcome]:
    """One code, two accounts, each having read it before either writes."""
    bring_in(database, folder / "health.csv", [shot(HANAKO)])
    with database.write() as session:
        person = find_person(session, database.vault, "1000001")
        assert person is not None
        accounts = [find_or_add_account(session, database.vault, one, utc_now()) for one in ("1", "2")]
        code, _ = give_code(session, database.vault, person.id or 0, 30, NURSE, "x", utc_now())
    barrier, become = threading.Barrier(2), codes.become

    def meet_first(*given: object) -> None:
        with suppress(threading.BrokenBarrierError):  # the lock kept the other one out
            barrier.wait(2)
        become(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(codes, "become", meet_first)

    def use(account_id: int) -> Outcome:
        with database.write() as session:
            return use_code(session, database.vault, account_id, code, BORN, utc_now()).outcome

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(use, accounts))


def test_without_the_lock_a_code_is_used_twice(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_lock(statement: SelectOfScalar[HealthCode]) -> SelectOfScalar[HealthCode]:
        return statement

    monkeypatch.setattr(codes, "lock_code", no_lock)
    assert use_at_once(database, tmp_path, monkeypatch) == [Outcome.RIGHT, Outcome.RIGHT]


def test_a_code_is_used_once(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sorted(use_at_once(database, tmp_path, monkeypatch)) == [Outcome.RIGHT, Outcome.WRONG]
    with database.read() as session:
        assert len(session.exec(select(HealthAccess)).all()) == 1


def test_guesses_at_once_are_counted_each(database: Database) -> None:
    with database.write() as session:
        account_id = find_or_add_account(session, database.vault, "1", utc_now())

    def guess(_: int) -> Outcome:
        with database.write() as session:
            return use_code(session, database.vault, account_id, "ACDEFHJKLMNP", BORN, utc_now()).outcome

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(guess, range(8)))
    assert outcomes.count(Outcome.WRONG) == FREE_TRIES
    assert outcomes.count(Outcome.WAIT) == 8 - FREE_TRIES
