"""Many write to the audit log at once: the fork without the lock, then one chain. On PostgreSQL, since SQLite would
hide it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from bot.db import Database
from bot.models.audit import AuditEntry
from bot.models.conversation import Conversation
from bot.services.audit import recording
from bot.services.audit.chain import GENESIS, KeyRing
from tests.bot.audit.entries import NOON, fill, list_all, write

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def write_one(database: Database, number: int) -> None:
    with database.write() as session:
        write(session, number)


def test_without_the_lock_the_chain_forks_and_an_act_is_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, 1)  # the head is there
    monkeypatch.setattr(recording, "lock_head", lambda statement: statement)
    barrier = threading.Barrier(2)
    made: list[tuple[int, bytes]] = []

    def meet(session: Session, *_: object) -> None:
        """Each has read the end before either adds to it: the worst moment, made certain."""
        made.extend((entry.sequence, entry.mac) for entry in session.new if isinstance(entry, AuditEntry))
        barrier.wait(10)

    event.listen(Session, "before_flush", meet)
    try:
        with ThreadPoolExecutor(2) as pool:
            faults = [pool.submit(write_one, database, number).exception for number in (1, 2)]
            faults = [fault(20) for fault in faults]
    finally:
        event.remove(Session, "before_flush", meet)
    (first, one), (second, other) = made
    assert first == second == 2  # two entries follow the first
    assert one != other
    assert sorted(type(fault) for fault in faults if fault) == [IntegrityError]  # which the database refuses
    assert len(list_all(database)) == 2


def test_with_the_lock_every_act_is_in_one_chain(database: Database) -> None:
    writers, times = 8, 25
    start = threading.Barrier(writers)

    def work(writer: int) -> None:
        start.wait(10)
        for number in range(times):
            write_one(database, writer * times + number)

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(work, range(writers)))
    entries = list_all(database)
    assert [entry.sequence for entry in entries] == list(range(1, writers * times + 1))
    assert {entry.conversation_ref for entry in entries} == set(range(writers * times))
    key, previous = KeyRing(database.vault).current, GENESIS
    for entry in entries:
        assert entry.mac == key.mac(previous, entry)
        previous = entry.mac


def test_the_very_first_entry_may_come_from_another_just_now(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our look for the end, which is not there yet, and our look for entries."""
    looks, lock_head = [], recording.lock_head

    def look(statement: Any) -> Any:
        looks.append(statement)
        return lock_head(statement)

    def come_between(*_: object) -> None:
        if len(looks) == 1:
            looks.append("another's")
            monkeypatch.setattr(recording, "lock_head", lock_head)
            write_one(database, 1)

    monkeypatch.setattr(recording, "lock_head", look)
    event.listen(database.engine, "after_cursor_execute", come_between)
    try:
        write_one(database, 2)
    finally:
        event.remove(database.engine, "after_cursor_execute", come_between)
    assert [(entry.sequence, entry.conversation_ref) for entry in list_all(database)] == [(1, 1), (2, 2)]


def test_who_holds_a_row_and_writes_does_not_wait_for_who_wrote_and_wants_it(database: Database) -> None:
    """The caller's own changes reach the database before the end of the log is held."""
    with database.write() as session:
        row = Conversation(channel="web", address_fingerprint="x", address="x", created_at=NOON)
        session.add(row)
    changed = threading.Event()

    def change(locale: str, wait: bool) -> None:
        with database.write() as session:
            conversation = session.exec(select(Conversation)).one()
            conversation.locale = locale
            if wait:
                assert changed.wait(10)
            write(session)
            changed.set()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(change, ("en", "ko"), (True, False)))
    assert len(list_all(database)) == 2
