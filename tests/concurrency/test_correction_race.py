"""A correction begins in the very moment in which a request of the first message is answered. On PostgreSQL, since
SQLite has one writer."""

from __future__ import annotations

import threading

import pytest
from sqlmodel import col, select

from bot.broadcasting.claiming import claim_batches
from bot.broadcasting.judging import Judgement, Verdict
from bot.broadcasting.people import load_people
from bot.broadcasting.settling import Done, settle_all
from bot.db import Database
from bot.messages import Text
from bot.models.broadcasts import Broadcast, BroadcastRecipient
from bot.services import broadcasts
from bot.services.broadcasts import batches
from tests.bot.broadcasts.people import NOON, issue, join

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def begin(database: Database) -> Done:
    """One citizen, whose request is under way."""
    join(database, 1)
    with database.write() as session:
        broadcast = issue(session)
    with database.write() as session:
        (claim,) = claim_batches(session, 1, NOON)
    with database.read() as session:
        people = load_people(session, database.vault, broadcast.id or 0, claim.number)
    return Done(claim, Judgement(Verdict.SENT), people)


def correct(database: Database, broadcast_id: int) -> None:
    with database.write() as session:
        broadcast = session.get_one(Broadcast, broadcast_id)
        broadcasts.correct(session, broadcast, {"ja": [Text("訂正")]}, "c", NOON)


def count_corrected(database: Database) -> int:
    """How many get the correction when it is begun before the answer is committed."""
    done = begin(database)
    other = threading.Thread(target=correct, args=(database, done.claim.broadcast_id))
    with database.write() as session:
        settle_all(session, [done], NOON)
        session.flush()
        other.start()
        other.join(1)  # it waits for us, where the lock keeps it out
    other.join()
    with database.read() as session:
        own = select(BroadcastRecipient).join(Broadcast, col(Broadcast.id) == col(BroadcastRecipient.broadcast_id))
        return len(session.exec(own.where(Broadcast.kind == "correction")).all())


def test_who_is_reached_meanwhile_gets_the_correction(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "use", lambda *_: None)  # which locks what is kept of the quota, as a stop does
    assert count_corrected(database) == 1


def test_without_the_lock_they_would_not(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "use", lambda *_: None)
    monkeypatch.setattr(batches, "_lock_corrected", lambda *_: [])
    assert count_corrected(database) == 0
