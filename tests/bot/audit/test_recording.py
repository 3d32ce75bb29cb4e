"""An entry is there together with what it tells of, and stays as it is."""

from __future__ import annotations

import hmac
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from bot.db import Database
from bot.errors import Refused
from bot.models.audit import AuditEntry, AuditHead
from bot.models.conversation import Conversation
from bot.models.vault import Vault
from bot.services.audit import Actor, record
from bot.services.audit.chain import GENESIS, KeyRing
from tests.bot.audit.entries import NOON, TANAKA, ThingAction, fill, list_all, write


def test_an_entry_says_who_did_what_on_whom_and_why(database: Database) -> None:
    fill(database, 1)
    (entry,) = list_all(database)
    assert (entry.sequence, entry.action, entry.at) == (1, "conversation.viewed", NOON.replace(second=1))
    assert (entry.actor_kind, entry.actor_id, entry.actor_name, entry.address) == (
        "staff",
        "7",
        TANAKA.name,
        TANAKA.address,
    )
    assert (entry.department, entry.role, entry.conversation_ref) == ("residents", "operator", 1)
    assert (entry.purpose, entry.reason, entry.fields) == ("answer", "お問い合わせ1", ("utterance",))
    assert entry.old == {"state": "waiting"}
    assert entry.new == {"state": "taken", "number": 1, "share": 1 / 7}


def test_what_is_personal_is_not_readable_in_the_database(database: Database) -> None:
    fill(database, 1)
    with database.read() as session:
        (row,) = session.execute(text("SELECT * FROM audit_entry")).all()
    stored = " ".join(bytes(value).decode("latin-1") if isinstance(value, bytes) else str(value) for value in row)
    for secret in ("田中", "192.0.2.7", "お問い合わせ", "waiting"):
        assert secret not in stored


def test_entries_are_numbered_without_gaps_and_chained(database: Database) -> None:
    fill(database, 5)
    entries = list_all(database)
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5]
    key = KeyRing(database.vault).current
    previous = GENESIS
    for entry in entries:
        assert hmac.compare_digest(entry.mac, key.mac(previous, entry))
        previous = entry.mac


def test_act_and_entry_are_there_together_or_not_at_all(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        session.add(Conversation(channel="web", address_fingerprint="x", address="x", created_at=NOON))
        write(session)
        raise ZeroDivisionError
    assert list_all(database) == []
    with database.read() as session:
        assert session.exec(select(Conversation)).all() == []
    fill(database, 1)
    assert [entry.sequence for entry in list_all(database)] == [1]


def test_a_sections_own_act_needs_only_its_own_list(database: Database) -> None:
    fill(database, 1, action=ThingAction.CHANGED)
    assert [entry.action for entry in list_all(database)] == ["thing.changed"]
    fill(database, 1, action="thing.changed")  # as text


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "thing.eaten"},
        {"purpose": "curiosity"},
        {"actor": Actor("robot", "1")},
        {"new": {1: "a number as a key"}},
        {"new": {"nan": float("nan")}},
        {"old": [{"deep": {NOON}}]},
        {"new": b"bytes"},
        {"reason": "half a pair \ud83d"},
    ],
)
def test_what_can_not_be_recorded_is_refused(database: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."), database.write() as session:
        write(session, **wrong)
    assert list_all(database) == []


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"), database.write() as session:
        record(session, TANAKA, ThingAction.CHANGED, now=NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'thing.changed' WHERE sequence = 2",
        "UPDATE audit_entry SET sequence = 9 WHERE sequence = 2",
        "DELETE FROM audit_entry WHERE sequence = 3",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET sequence = 1",
    ],
)
def test_the_database_refuses_changes(database: Database, statement: str) -> None:
    fill(database, 3)
    with pytest.raises(DBAPIError, match=r"never|only moves"), database.write() as session:
        session.execute(text(statement))
    assert len(list_all(database)) == 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["audit_entry", "audit_head", "audit_start"])
def test_postgresql_refuses_to_empty_the_tables(database: Database, table: str) -> None:
    fill(database, 1)
    with pytest.raises(DBAPIError, match="never"), database.write() as session:
        session.execute(text(f"TRUNCATE {table}"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_refuses_to_replace_an_entry(database: Database) -> None:
    fill(database, 2)
    with pytest.raises(DBAPIError, match="never replaced"), database.write() as session:
        session.execute(text("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE sequence = 1"))


def test_migrated_tables_refuse_changes_too(migrated_url: str, vault: Vault) -> None:
    migrated = Database(migrated_url, vault)
    fill(migrated, 1)
    with pytest.raises(DBAPIError, match="never"), migrated.write() as session:
        session.execute(text("DELETE FROM audit_entry"))
    migrated.close()


def test_encrypting_again_is_allowed_and_leaves_the_chain_as_it_is(database: Database) -> None:
    fill(database, 1)
    before = read_sealed(database)
    with database.write() as session:
        details = database.vault.seal_bytes(database.vault.open_bytes(before))
        session.execute(text("UPDATE audit_entry SET details = :details"), {"details": details})
    assert read_sealed(database) != before
    (entry,) = list_all(database)
    assert entry.mac == KeyRing(database.vault).current.mac(GENESIS, entry)


def test_the_number_of_a_deleted_conversation_is_not_given_again(database: Database) -> None:
    ids = []
    for name in ("first", "second"):
        with database.write() as session:
            row = Conversation(channel="web", address_fingerprint=name, address=name, created_at=NOON)
            session.add(row)
            session.flush()
            ids.append(row.id)
        with database.write() as session:
            session.delete(row)
    assert ids[0] != ids[1]


def read_sealed(database: Database) -> bytes:
    with database.read() as session:
        return bytes(session.execute(text("SELECT details FROM audit_entry")).scalar_one())


def test_nothing_is_added_behind_an_end_that_we_did_not_write(database: Database) -> None:
    fill(database, 2)
    with database.write() as session:
        session.execute(text("UPDATE audit_head SET sequence = 5"))
    with pytest.raises(Refused, match="audit verify"), database.write() as session:
        write(session)


def test_nothing_is_added_to_entries_without_an_end(database: Database) -> None:
    fill(database, 1)
    with database.write() as session:
        trigger = "DROP TRIGGER audit_head_delete"
        session.execute(text(trigger if database.dialect == "sqlite" else f"{trigger} ON audit_head"))
        session.execute(text("DELETE FROM audit_head"))
    with pytest.raises(Refused, match="no end"), database.write() as session:
        write(session)


def test_the_head_is_one_row(database: Database) -> None:
    fill(database, 3)
    with database.read() as session:
        (head,) = session.exec(select(AuditHead)).all()
        last = session.get(AuditEntry, 3)
        assert last is not None
        assert (head.sequence, head.mac) == (3, last.mac)
