"""Events become rows once, all or none, or the channel is asked to deliver again."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func
from sqlmodel import col, select

import bot.db
from bot import inbox
from bot.db import Database
from bot.errors import TemporaryFault
from bot.messages import InboundKind
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow, InboxStatus
from bot.models.vault import Vault
from tests.bot.inbounds import text


def count_rows(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(InboxRow)).one()


def test_an_event_delivered_twice_is_stored_once(database: Database) -> None:
    inbound = text("こんにちは")
    assert inbox.accept(database, [inbound]) == 1
    assert inbox.accept(database, [inbound, inbound]) == 0
    assert count_rows(database) == 1


def test_one_conversation_for_one_citizen_on_one_channel(database: Database) -> None:
    inbox.accept(database, [text("一", "U1"), text("二", "U2"), text("三", "U1")])
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(Conversation)).one() == 2


def test_unknown_and_standby_events_are_stored_and_left_alone(database: Database) -> None:
    inbox.accept(database, [text("", kind=InboundKind.OTHER), text("やあ", silent=True)])
    with database.read() as session:
        assert set(session.exec(select(InboxRow.status))) == {InboxStatus.IGNORED}


def test_what_citizens_write_is_ciphertext_in_the_database(database: Database) -> None:
    inbox.accept(database, [text("秘密の相談", "U-personal")])
    with database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT inbound FROM inbox").scalar_one()
        address = connection.exec_driver_sql("SELECT address FROM conversation").scalar_one()
    assert "秘密".encode() not in bytes(stored)
    assert b"U-personal" not in bytes(address)


def test_a_locked_database_asks_for_redelivery(tmp_path, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.db, "BUSY_SECONDS", 0.1)
    database = _sqlite(tmp_path, vault)
    with database.engine.connect() as other:
        other.exec_driver_sql("ROLLBACK")
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(TemporaryFault):
            inbox.accept(database, [text("こんにちは")])
    assert inbox.accept(database, [text("こんにちは")]) == 1
    database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_locked_table_asks_for_redelivery(database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.db, "BUSY_SECONDS", 1)
    impatient = Database(database.url, vault)
    with database.engine.connect() as other:
        other.exec_driver_sql("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(TemporaryFault):
            inbox.accept(impatient, [text("こんにちは")])
    assert inbox.accept(impatient, [text("こんにちは")]) == 1
    impatient.close()


def test_a_full_disk_asks_for_redelivery_and_stores_nothing(tmp_path, vault: Vault) -> None:
    database = _sqlite(tmp_path, vault)
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    @event.listens_for(database.engine, "connect")
    def limit_size(connection, _record) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 4}")

    database.engine.dispose()  # new connections, with the limit
    with pytest.raises(TemporaryFault):
        inbox.accept(database, [text("長い話" * 1000, f"U{number}") for number in range(50)])
    assert count_rows(database) == 0
    database.close()


def test_rows_are_found_in_the_order_of_their_events(database: Database) -> None:
    inbox.accept(database, [text("二", seconds=2), text("一", seconds=1), text("三", seconds=3)])
    with database.read() as session:
        rows = session.exec(select(InboxRow).order_by(col(InboxRow.occurred_at)))
        assert [row.inbound["text"] for row in rows] == ["一", "二", "三"]


def _sqlite(tmp_path, vault: Vault) -> Database:
    from sqlmodel import SQLModel

    import bot.models.tables  # noqa: F401

    database = Database(f"sqlite:///{tmp_path / 'small.db'}", vault)
    SQLModel.metadata.create_all(database.engine)
    return database
