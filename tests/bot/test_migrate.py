"""Bringing the tables up to date, at start and by two processes at once."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from bot import migrate
from bot.errors import SetupError
from tests.schema import open_engine

BEFORE_LEDGER = "6268293e825b-1"
BEFORE_AUDIT = "056ab82ce8cb-1"
A_CITIZEN = """
INSERT INTO conversation
(id, channel, address_fingerprint, address, locale, is_blocked, created_at, leased_by, session_from)
VALUES (1, 'line', 'f', 'a', '', false, '2026-11-01', '', 0)
"""
A_MESSAGE = """
INSERT INTO outbox
(id, conversation_id, channel, speaker, messages, status, reply_token, is_redelivered, retry_key, reply_attempts,
push_attempts, is_reply_uncertain, leased_by, request_id, method, reason, created_at)
VALUES (1, 1, 'line', 'bot', 'm', 'sent', '', false, '', 0, 0, false, '', '', 'reply', '', '2026-11-01')
"""


def test_an_empty_database_becomes_current(database_url: str) -> None:
    with open_engine(database_url) as engine:
        assert not migrate.is_current(engine)
        migrate.upgrade(database_url)
        assert migrate.is_current(engine)
        migrate.upgrade(database_url)
        assert migrate.is_current(engine)


def test_processes_that_do_it_at_once_wait_for_each_other(database_url: str) -> None:
    with ProcessPoolExecutor(3, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(migrate.upgrade, [database_url] * 3))
    with open_engine(database_url) as engine:
        assert migrate.is_current(engine)


def test_the_folder_of_an_sqlite_file_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/madoguchi.db"
    migrate.upgrade(url)
    with open_engine(url) as engine, engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"


def test_messages_from_before_the_ledger_are_nobodys_and_not_urgent(database_url: str) -> None:
    migrate.upgrade(database_url)
    command.downgrade(migrate.make_config(database_url), BEFORE_LEDGER)
    with open_engine(database_url) as engine:
        with engine.begin() as connection:
            connection.execute(text(A_CITIZEN))
            connection.execute(text(A_MESSAGE))
        migrate.upgrade(database_url)
        with engine.connect() as connection:
            row = connection.execute(text("SELECT service, must_arrive, status FROM outbox")).one()
    assert (row.service, bool(row.must_arrive), row.status) == ("", False, "sent")


def test_tables_of_a_newer_version_stop_it_in_one_line(database_url: str) -> None:
    migrate.upgrade(database_url)
    with open_engine(database_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'of_the_future'"))
    with pytest.raises(SetupError, match=r"\Athe tables can't be brought up to date: [^\n]*of_the_future[^\n]*\Z"):
        migrate.upgrade(database_url)


def test_a_database_that_is_not_there_stops_it_in_one_line() -> None:
    with pytest.raises(SetupError, match=r"\AMADOGUCHI_DATABASE_URL: the database can't be used: [^\n]+\Z"):
        migrate.upgrade("postgresql+psycopg://nobody@127.0.0.1:1/none")


def test_a_file_that_is_no_database_stops_it_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear city, " * 1000)
    with pytest.raises(SetupError, match=r"\AMADOGUCHI_DATABASE_URL: the database can't be used: [^\n]+\Z"):
        migrate.upgrade(f"sqlite:///{tmp_path}/letter.db")


def test_citizens_and_their_messages_stay_when_their_numbers_are_no_longer_given_twice(database_url: str) -> None:
    migrate.upgrade(database_url)
    command.downgrade(migrate.make_config(database_url), BEFORE_AUDIT)
    with open_engine(database_url) as engine:
        with engine.begin() as connection:
            connection.execute(text(A_CITIZEN))
            connection.execute(
                text(A_MESSAGE.replace("(id, ", "(service, must_arrive, id, ").replace("(1, ", "('', false, 1, "))
            )
        migrate.upgrade(database_url)
        with engine.begin() as connection:
            assert connection.execute(text("SELECT id, channel FROM conversation")).one() == (1, "line")
            assert connection.execute(text("SELECT count(*) FROM outbox")).scalar_one() == 1
            if engine.dialect.name == "sqlite":
                connection.execute(text("DELETE FROM outbox"))
                connection.execute(text("DELETE FROM conversation"))
                connection.execute(text(A_CITIZEN.replace("(id, ", "(").replace("VALUES (1, ", "VALUES (")))
                assert connection.execute(text("SELECT id FROM conversation")).scalar_one() == 2
