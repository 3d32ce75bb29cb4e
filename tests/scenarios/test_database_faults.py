"""The database can't be written for a while: the webhook says 503, LINE delivers again, nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from bot.models.inbox import InboxRow
from bot.simulator.line import SimulatedLine
from bot.simulator.records import Via
from tests.channels.web.conftest import Visitor
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office

GREETING = "こんにちは"
BUSY_SECONDS = 0.2

Trouble = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def trouble(database_url: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Trouble:
    """Inside of it nobody can write: SQLite is locked by another process's writer, PostgreSQL takes no connection."""
    if database_url.startswith("sqlite"):
        monkeypatch.setattr("bot.db.BUSY_SECONDS", BUSY_SECONDS)
        return lambda: lock_sqlite(database_url.removeprefix("sqlite:///"))
    uri, name = request.getfixturevalue("postgres_uri"), database_url.split("?")[0].rsplit("/", 1)[1]
    return lambda: close_postgresql(uri, name)


@contextmanager
def lock_sqlite(path: str) -> Iterator[None]:
    connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


@contextmanager
def close_postgresql(uri: str, name: str) -> Iterator[None]:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_the_webhook_asks_for_redelivery(trouble: Trouble, citizen: Citizen, line: SimulatedLine) -> None:
    with trouble():
        delivery = citizen.says(GREETING)
        assert delivery.status == 503
    assert citizen.office.rows(InboxRow) == []
    line.redeliver(delivery)
    assert delivery.status == 200
    (sent,) = citizen.hears()
    assert sent.via is Via.REPLY


def test_what_was_accepted_before_is_answered_afterwards(
    trouble: Trouble, open_office: OpenOffice, line: SimulatedLine
) -> None:
    office = open_office(has_worker=False)
    citizen = Citizen(office)
    assert citizen.says(GREETING).status == 200
    with trouble():
        office.start_worker()
        assert citizen.says("ありがとう").status == 503
    assert len(citizen.hears()) == 1


def test_the_web_says_so_and_takes_it_later(trouble: Trouble, office: Office) -> None:
    visitor = Visitor(office.port)
    visitor.get()
    words = {"text": GREETING, "id": "0" * 32}
    with trouble():
        refused = visitor.say(words)
        assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
        assert refused.json()["error"]
    assert [visitor.say(words).status for _ in range(2)] == [202, 202]
    office.settle()
    assert len(office.rows(InboxRow)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_loses_nothing(citizen: Citizen, line: SimulatedLine) -> None:
    most_pages = 1  # SQLite takes the present size when that is larger, so there is no page more

    def set_size(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {most_pages}")

    event.listen(citizen.office.counter.database.engine, "checkout", set_size)
    deliveries = [citizen.says(f"{number}番目の長い話です。" * 500) for number in range(20)]
    assert 503 in {delivery.status for delivery in deliveries} <= {200, 503}
    most_pages = 1_000_000
    for delivery in deliveries:
        if delivery.status == 503:
            line.redeliver(delivery)
    assert len(citizen.hears()) == len(deliveries)
