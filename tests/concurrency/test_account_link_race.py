"""A nonce that comes twice at the same moment, and passwords guessed at the same moment. On PostgreSQL, since SQLite
would hide it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from bot import inbox
from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from handlers.account import service
from handlers.account.service import Keeper, NotLinked
from handlers.account.tries import PER_ACCOUNT, may_try
from tests.bot.inbounds import text

KEEPER = Keeper("a secret key of the tests, long enough")
GUESSES = 12

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def use_at_once(database: Database) -> list[bool]:
    """One link token used by two sign-ins when each has read before either writes; who got a nonce."""
    inbox.accept(database, [text("こんにちは")])
    with database.write() as session:
        citizen = session.exec(select(Conversation.id)).one()
        assert citizen is not None
        service.begin(session, KEEPER, citizen, "token", utc_now())
    barrier = threading.Barrier(2)

    def meet(*_: object) -> None:
        with suppress(threading.BrokenBarrierError):  # the lock kept the other one out
            barrier.wait(3)

    def sign_in(account: str) -> bool:
        with database.write() as session:
            try:
                service.sign_in(session, KEEPER, "token", account, utc_now())
            except NotLinked:
                return False
        return True

    event.listen(Session, "before_flush", meet)
    try:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(sign_in, ("hanako", "makoto")))
    finally:
        event.remove(Session, "before_flush", meet)


def test_without_the_lock_a_token_is_used_twice(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "lock_attempt", lambda statement: statement)
    assert use_at_once(database) == [True, True]


def test_with_the_lock_it_is_used_once(database: Database) -> None:
    assert sorted(use_at_once(database)) == [False, True]


def test_guesses_at_the_same_moment_are_all_counted(database: Database) -> None:
    start = threading.Barrier(GUESSES)

    def guess(citizen: int) -> bool:
        start.wait(10)
        with database.write() as session:
            return may_try(session, KEEPER, "20260001", citizen, utc_now())

    with ThreadPoolExecutor(GUESSES) as pool:
        assert list(pool.map(guess, range(GUESSES))).count(True) == PER_ACCOUNT
