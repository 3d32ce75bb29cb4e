"""Two workers, one table: the race without the lock, then the lock. On PostgreSQL, since SQLite would hide it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlmodel import Session

from bot import inbox
from bot.db import Database
from bot.services import claims
from tests.bot.inbounds import text

WORKERS = 2

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def claim_at_once(database: Database) -> list[int]:
    """The rows two workers claim when each has read before either writes: the worst moment, made certain."""
    barrier = threading.Barrier(WORKERS)

    def meet(*_: object) -> None:
        barrier.wait(10)

    event.listen(Session, "before_flush", meet)
    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            claimed = list(pool.map(lambda _: claims.claim(database), range(WORKERS)))
    finally:
        event.remove(Session, "before_flush", meet)
    return [claim.inbox_id for claim in claimed if claim is not None]


def test_without_the_lock_two_workers_take_the_same_row(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "lock_unlocked", lambda statement: statement)
    inbox.accept(database, [text("こんにちは", "U1"), text("こんにちは", "U2")])
    first, second = claim_at_once(database)
    assert first == second


def test_with_the_lock_each_takes_its_own(database: Database) -> None:
    inbox.accept(database, [text("こんにちは", "U1"), text("こんにちは", "U2")])
    first, second = claim_at_once(database)
    assert first != second
