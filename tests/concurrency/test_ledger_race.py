"""A sender that was slow and the one that took its row over; many senders that count at once. On PostgreSQL, since
SQLite would hide it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from bot import inbox, outbox
from bot.channels.line.delivery import DeliveryResult, DeliveryStatus, Method
from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.ledger import LedgerEntry
from bot.models.outbox import OutboxRow
from bot.services.ledger import count_sent
from tests.bot.inbounds import text

NOON = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
SENT = DeliveryResult(DeliveryStatus.SENT, Method.PUSH, request_id="r")
SLOW = "slow"

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def store_row(database: Database) -> int:
    """A row that waits to be sent, leased to the slow sender whose time is up."""
    inbox.accept(database, [text("こんにちは")])
    with database.write() as session:
        citizen = session.exec(select(Conversation)).one()
        assert citizen.id is not None
        row = OutboxRow(
            conversation_id=citizen.id,
            channel="line",
            service="faq",
            messages=[],
            leased_by=SLOW,
            leased_until=utc_now() - timedelta(seconds=1),
            created_at=utc_now(),
        )
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


@contextmanager
def held_up_after_reading(take_over: Callable[[], None]) -> Iterator[None]:
    """The slow sender's transaction has read its row; before it writes, the row is taken over and settled by the next.

    Where a lock keeps the next one out, the slow one goes on after a while.
    """
    done = threading.Event()
    slow = threading.current_thread()

    def run() -> None:
        take_over()
        done.set()

    other = threading.Thread(target=run)

    def meet(*_: object) -> None:
        if threading.current_thread() is slow and not other.ident:
            other.start()
            done.wait(2)

    event.listen(Session, "before_flush", meet)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", meet)
        other.join()


def settle_twice(database: Database, row_id: int) -> int:
    """How many sends the ledger has when both senders say that they sent the row."""

    def take_over() -> None:
        claimed = outbox._claim(database)
        if claimed is not None:
            outbox._settle(database, row_id, claimed[1], SENT)

    with held_up_after_reading(take_over):
        outbox._settle(database, row_id, SLOW, SENT)
    with database.read() as session:
        return sum(session.exec(select(LedgerEntry.count)))


def test_without_the_lock_both_senders_count(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "lock_row", lambda statement: statement)
    assert settle_twice(database, store_row(database)) == 2


def test_with_the_lock_one_of_them_counts(database: Database) -> None:
    row_id = store_row(database)
    assert settle_twice(database, row_id) == 1
    with database.read() as session:
        row = session.get(OutboxRow, row_id)
        assert row is not None and row.status == "sent"


def test_no_count_is_lost_when_many_count_the_first_and_the_next_at_once(database: Database) -> None:
    senders, times = 8, 25
    start = threading.Barrier(senders)

    def send(_: int) -> None:
        start.wait(10)
        for _ in range(times):
            with database.write() as session:
                count_sent(session, "faq", Method.REPLY, NOON)

    with ThreadPoolExecutor(senders) as pool:
        list(pool.map(send, range(senders)))
    with database.read() as session:
        assert session.exec(select(LedgerEntry.count)).one() == senders * times
