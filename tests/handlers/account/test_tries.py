"""Guessing is stopped, whoever guesses and wherever; the right password is not counted for ever."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from bot.clock import utc_now
from bot.db import Database
from handlers.account.models import SignInTries
from handlers.account.tries import KEPT, PER_ACCOUNT, PER_CITIZEN, WINDOW, forgive, may_try
from tests.handlers.account.test_service import KEEPER

NOW = utc_now()


def attempt(database: Database, number: str, citizen: int = 1, after: timedelta = timedelta()) -> bool:
    with database.write() as session:
        return may_try(session, KEEPER, number, citizen, NOW + after)


def test_five_tries_for_one_number_by_whomever(database: Database) -> None:
    tries = [attempt(database, "a", citizen) for citizen in range(PER_ACCOUNT + 2)]
    assert tries == [True] * PER_ACCOUNT + [False] * 2
    assert attempt(database, "b", 1)


def test_ten_tries_by_one_citizen_for_whatever_numbers(database: Database) -> None:
    tries = [attempt(database, f"number {number}") for number in range(PER_CITIZEN + 2)]
    assert tries == [True] * PER_CITIZEN + [False] * 2
    assert attempt(database, "number 11", citizen=2)


def test_who_is_stopped_can_stop_nobody_else(database: Database) -> None:
    for number in range(PER_CITIZEN):
        attempt(database, f"number {number}")
    for _ in range(PER_ACCOUNT + 1):
        assert not attempt(database, "victim")
    assert attempt(database, "victim", citizen=2)


def test_after_a_quarter_of_an_hour_it_begins_anew(database: Database) -> None:
    for _ in range(PER_ACCOUNT + 1):
        attempt(database, "a")
    assert not attempt(database, "a", 2, WINDOW - timedelta(seconds=1))
    assert [attempt(database, "a", 3, WINDOW) for _ in range(PER_ACCOUNT + 1)] == [True] * PER_ACCOUNT + [False]


def test_the_right_password_gives_the_account_its_tries_back_and_not_the_citizen(database: Database) -> None:
    for _ in range(PER_ACCOUNT):
        attempt(database, "a")
    with database.write() as session:
        forgive(session, KEEPER, "a")
    assert [attempt(database, "a") for _ in range(PER_CITIZEN)].count(True) == PER_CITIZEN - PER_ACCOUNT


def test_old_counts_go_and_no_number_is_stored(database: Database) -> None:
    attempt(database, "20260001")
    attempt(database, "b", 2, KEPT + timedelta(seconds=1))
    with database.read() as session:
        rows = session.exec(select(SignInTries)).all()
    assert len(rows) == 2
    assert "20260001" not in str(rows)
