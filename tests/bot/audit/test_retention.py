"""What is too old goes, from the beginning only, and the rest can still be verified."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from bot.audit.watch import AuditWatch
from bot.bench.audit_faults import ENTRIES, START, drop_triggers
from bot.db import Database
from bot.errors import Refused
from bot.services.audit import retention
from bot.services.audit.checkpoints import read_checkpoints
from bot.services.audit.retention import remove_old
from bot.services.audit.verification import Verdict, open_snapshot, verify
from bot.services.audit.walk import Anchor
from tests.bot.audit.entries import NOON, list_all, write

LATER = NOON + timedelta(days=365 * 3)
NOW = NOON.replace(year=NOON.year + 5) + timedelta(days=1)


@pytest.fixture
def aged(database: Database) -> Database:
    """Six entries: four of NOON, two of three years later."""
    with database.write() as session:
        for number, now in enumerate([NOON] * 4 + [LATER] * 2, 1):
            write(session, number, now=now)
    return database


def remove(database: Database, now: datetime = NOW) -> int:
    with database.write() as session:
        return remove_old(session, now, 5)


def check(database: Database, *anchors: Anchor) -> Verdict:
    with open_snapshot(database) as session:
        return verify(session, anchors)


def test_what_is_too_old_goes_and_the_rest_is_whole(aged: Database) -> None:
    before = list_all(aged)
    assert remove(aged) == 4
    assert remove(aged) == 0
    entries = list_all(aged)
    assert [entry.sequence for entry in entries] == [5, 6, 7]
    assert (entries[-1].action, entries[-1].new) == ("audit.removed", {"up_to": 4, "count": 4})
    anchors = [Anchor(entry.sequence, entry.mac.hex(), "the test") for entry in before]
    verdict = check(aged, *anchors)
    assert (verdict.fault, verdict.first, verdict.last) == ("", 5, 7)
    assert verdict.anchors == 3  # of the fourth too: it is where the chain begins now


def test_it_can_go_on_so_for_ever(aged: Database) -> None:
    remove(aged)
    assert remove(aged, NOW + timedelta(days=365 * 6)) == 3
    assert check(aged).fault == ""
    assert [entry.sequence for entry in list_all(aged)] == [8]


def test_nothing_goes_before_its_time(aged: Database) -> None:
    assert remove(aged, NOON.replace(year=NOON.year + 5)) == 0
    assert len(list_all(aged)) == 6


def test_an_old_entry_behind_a_newer_one_stays(database: Database) -> None:
    with database.write() as session:
        for number, now in enumerate([NOON, LATER, NOON], 1):
            write(session, number, now=now)
    assert remove(database) == 1
    assert [entry.sequence for entry in list_all(database)] == [2, 3, 4]


def test_a_log_of_many_old_entries_is_removed_in_parts(aged: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 3)
    assert [remove(aged), remove(aged), remove(aged)] == [3, 1, 0]
    assert check(aged).fault == ""


def test_the_database_still_refuses_to_delete_what_is_not_too_old(aged: Database) -> None:
    remove(aged)
    for statement in ("DELETE FROM audit_entry WHERE sequence = 5", "UPDATE audit_start SET sequence = 1"):
        with pytest.raises(DBAPIError, match=r"never|only moves"), aged.write() as session:
            session.execute(text(statement))


@pytest.mark.parametrize("with_start", [False, True])
def test_a_removal_by_hand_is_found(aged: Database, with_start: bool) -> None:
    remove(aged)
    with aged.write() as session:
        drop_triggers(session)
        fifth = session.execute(ENTRIES.select().where(ENTRIES.c.sequence == 5)).mappings().one()
        if with_start:
            session.execute(update(START).values(sequence=5, mac=fifth["mac"]))
        session.execute(delete(ENTRIES).where(ENTRIES.c.sequence == 5))
    assert check(aged).bad == (6 if with_start else 5)


def test_an_entry_put_before_the_beginning_is_found(aged: Database) -> None:
    first = list_all(aged)[0].model_dump()
    remove(aged)
    with aged.write() as session:
        session.execute(insert(ENTRIES).values(first))
    found = check(aged)
    assert (found.bad, found.fault) == (1, "it stands before the beginning of the log")


def test_nothing_goes_from_a_log_that_is_not_whole(
    aged: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with aged.write() as session:
        drop_triggers(session)
        session.execute(text("UPDATE audit_entry SET role = 'x' WHERE sequence = 2"))
    with pytest.raises(Refused, match="entry 2"):
        remove(aged)
    AuditWatch(aged, tmp_path / "checkpoints.txt", 5).run(NOW)
    assert "entry 2" in caplog.text
    assert len(list_all(aged)) == 6


def test_the_scheduler_removes_once_a_day(aged: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    path = tmp_path / "checkpoints.txt"
    AuditWatch(aged, path, 5).run(NOON + timedelta(days=1))
    AuditWatch(aged, path, 5).run(NOW)
    assert "4 entries were older than 5 years" in caplog.text
    assert check(aged, *read_checkpoints(path)).fault == ""


def test_from_a_29_february_it_goes_back_to_the_28th() -> None:
    assert retention._go_back(datetime(2028, 2, 29, tzinfo=UTC), 5) == datetime(2023, 2, 28, tzinfo=UTC)
