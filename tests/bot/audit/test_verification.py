"""Whatever is done to the log behind our back is found, and the first bad entry named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from random import Random

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.bench import audit_entries
from bot.bench.audit_faults import drop_triggers, list_faults
from bot.db import Database
from bot.errors import Refused
from bot.models.vault import Vault
from bot.services.audit.keys import note_key
from bot.services.audit.verification import Verdict, open_snapshot, verify
from bot.services.audit.walk import Anchor
from tests.bot.audit.entries import NOON, fill, list_all, write

ENTRIES = 2_000
FAULTS = 100


def check(database: Database, *anchors: Anchor, newest: int | None = None) -> Verdict:
    with open_snapshot(database) as session:
        return verify(session, anchors, newest=newest)


def anchor_at(database: Database, sequence: int) -> Anchor:
    return Anchor(sequence, list_all(database)[sequence - 1].mac.hex(), "the test")


@pytest.fixture
def defenceless(database: Database) -> Iterator[Database]:
    """A log of five entries whose triggers somebody took away."""
    fill(database, 5)
    with database.write() as session:
        drop_triggers(session)
    yield database


def test_a_whole_log_is_whole(database: Database) -> None:
    assert check(database).is_whole  # an empty one, too
    fill(database, 3)
    verdict = check(database, anchor_at(database, 2), anchor_at(database, 3))
    assert (verdict.is_whole, verdict.first, verdict.last, verdict.count, verdict.anchors) == (True, 1, 3, 3, 2)


def test_entries_made_in_bulk_are_chained_as_those_of_record(database: Database) -> None:
    audit_entries.fill(database, 10)
    fill(database, 2)
    assert check(database).count == 12


def test_planted_faults_are_found_and_named(database: Database) -> None:
    audit_entries.fill(database, ENTRIES)
    with database.write() as session:
        drop_triggers(session)
    last = anchor_at(database, ENTRIES)
    assert check(database, last).is_whole
    random, missed = Random(7), []
    for name, plant in islice(cycle(list_faults().items()), FAULTS):
        with database.write() as session:
            expected = plant(session, random, ENTRIES)
            found = verify(session, [last])
            session.rollback()
        if found.bad != expected:
            missed.append(f"{name} at {expected}: {found.bad} {found.fault}")
    assert missed == []
    assert check(database, last).is_whole  # each was taken back, so that each was found by itself


def test_only_an_anchor_tells_that_an_older_copy_was_put_back(defenceless: Database) -> None:
    last = anchor_at(defenceless, 5)
    with defenceless.write() as session:
        list_faults()["cut with old head"](session, Random(1), 5)
    assert check(defenceless).is_whole
    found = check(defenceless, last)
    assert found.fault == "it is missing: the test knows entry 5"


def test_entries_written_since_then_do_not_hide_it(defenceless: Database) -> None:
    last = anchor_at(defenceless, 5)
    with defenceless.write() as session:
        list_faults()["cut with old head"](session, Random(1), 5)
    fill(defenceless, 5, reason="others")
    found = check(defenceless, last)
    assert (found.bad, found.fault) == (5, "it is not the one that the test knows")


def test_the_newest_entries_can_be_looked_at_alone(defenceless: Database) -> None:
    with defenceless.write() as session:
        session.execute(text("UPDATE audit_entry SET role = 'x' WHERE sequence = 2"))
    assert check(defenceless, newest=3).count == 3
    assert check(defenceless, newest=4).bad == 2
    assert check(defenceless, newest=100).bad == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("column", ["at", "conversation_ref", "actor_id", "details", "mac"])
def test_what_is_no_value_of_its_column_is_found(defenceless: Database, column: str) -> None:
    """SQLite takes anything."""
    for rubbish in ("'rubbish'", "9", "x'00ff'"):
        with defenceless.write() as session:
            session.execute(text(f"UPDATE audit_entry SET {column} = {rubbish} WHERE sequence = 4"))
            assert verify(session).bad == 4
            session.rollback()


def test_what_is_written_meanwhile_is_not_seen(database: Database) -> None:
    fill(database, 3)
    with open_snapshot(database) as session:
        session.execute(text("SELECT 1 FROM audit_head"))
        fill(database, 2)
        assert verify(session).count == 3
    assert check(database).count == 5


@contextmanager
def with_secrets(database: Database, key: str, *former: str) -> Iterator[Database]:
    """The same database with other keys."""
    vault = Vault([Fernet.generate_key().decode()], key, former)
    vault._fernet = database.vault._fernet
    other = Database(database.url, vault)
    yield other
    other.close()


OLD, NEW = "a secret key of the tests", "the key that came in its place"


def test_a_new_key_goes_on_and_the_former_one_verifies(database: Database) -> None:
    fill(database, 3)
    with with_secrets(database, NEW, OLD) as newer:
        with newer.write() as session:
            assert note_key(session, NOON)
            assert not note_key(session, NOON)
        fill(newer, 1)
        assert check(newer).count == 5
        assert list_all(newer)[3].action == "audit.key_changed"
    with with_secrets(database, NEW) as unknowing:
        found = check(unknowing)
        assert found.bad == 1
        assert "former" in found.fault


def test_who_has_the_former_key_alone_can_not_go_on(database: Database) -> None:
    fill(database, 3)
    with with_secrets(database, NEW, OLD) as newer:
        with newer.write() as session:
            note_key(session, NOON)
        with with_secrets(database, OLD, NEW) as forger:
            fill(forger, 1)
        found = check(newer)
        assert (found.bad, found.fault) == (5, "it was written with a former key when there was a newer one")


def test_nothing_is_written_behind_a_key_that_is_not_given(database: Database) -> None:
    fill(database, 1)
    with (
        with_secrets(database, NEW) as unknowing,
        pytest.raises(Refused, match="MADOGUCHI_FORMER_SECRET_KEYS"),
        unknowing.write() as session,
    ):
        write(session)
