"""Two members of staff decide about one proposal at the same moment. On PostgreSQL, since SQLite would hide it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from bot.db import Database
from bot.errors import MadoguchiError
from bot.services.learning import examples
from nlu.training_data import TrainingData
from tests.bot.learning.conftest import rooms  # noqa: F401
from tests.bot.learning.staff import NOW, propose
from tests.bot.learning.test_examples import accepted, statuses

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

Decide = Callable[[], Any]


def decide_at_once(*decisions: Decide) -> list[bool]:
    """Who got through, when each has read before either writes: the worst moment, made certain where it can happen."""
    barrier = threading.Barrier(len(decisions))

    def meet(*_: object) -> None:
        with suppress(threading.BrokenBarrierError):  # the lock kept the other one out
            barrier.wait(3)

    def try_it(decide: Decide) -> bool:
        try:
            decide()
        except MadoguchiError:
            return False
        return True

    event.listen(Session, "before_flush", meet)
    try:
        with ThreadPoolExecutor(len(decisions)) as pool:
            return list(pool.map(try_it, decisions))
    finally:
        event.remove(Session, "before_flush", meet)


@pytest.fixture
def data(rooms: TrainingData) -> TrainingData:  # noqa: F811
    return rooms


@pytest.fixture
def proposal(database: Database) -> int:
    return propose(database, "記録を見せて")[0]


def accept(database: Database, data: TrainingData, number: int, intent: str) -> Decide:
    return lambda: examples.accept(database, data, number, intent, by="", now=NOW)


def reject(database: Database, number: int) -> Decide:
    return lambda: examples.reject(database, number, by="", now=NOW)


def test_without_the_lock_both_get_through(
    database: Database, data: TrainingData, proposal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "lock_rows", lambda statement: statement)
    assert decide_at_once(accept(database, data, proposal, "my_data"), reject(database, proposal)) == [True, True]


def test_with_it_one_of_two_who_accept_is_refused(database: Database, data: TrainingData, proposal: int) -> None:
    both = [accept(database, data, proposal, intent) for intent in ("my_data", "give_opinion")]
    assert sorted(decide_at_once(*both)) == [False, True]
    assert len(accepted(database)) == 1
    assert list(statuses(database).values()) == ["accepted"]


def test_with_it_one_of_accepting_and_rejecting_is_refused(
    database: Database, data: TrainingData, proposal: int
) -> None:
    got = decide_at_once(accept(database, data, proposal, "my_data"), reject(database, proposal))
    assert sorted(got) == [False, True]
    assert len(accepted(database)) == got[0]


def test_the_same_words_under_two_numbers_are_accepted_once(
    database: Database, data: TrainingData, proposal: int
) -> None:
    numbers = (proposal, *propose(database, "記録を見せて"))
    both = [accept(database, data, number, "my_data") for number in numbers]
    assert sorted(decide_at_once(*both)) == [False, True]
    assert accepted(database) == [("記録を見せて", "my_data")]
