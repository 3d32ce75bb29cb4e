"""A thousand marked values go in, and none is to be found in plain text anywhere, nor in anything LINE is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from sqlmodel import select

from bot.db import Database
from bot.models.inbox import InboxRow
from bot.models.learning import NluExample
from bot.models.tracker_event import TrackerEventRow
from bot.settings import Settings
from bot.simulator.line import SimulatedLine
from tests.handlers.child_consultation.centre import serve_centre
from tests.scenarios.fixtures import OpenOffice
from tests.secrecy.consultations import consult
from tests.secrecy.marks import WORD, Marks, find_in
from tests.secrecy.places import (
    Listening,
    read_files,
    read_postgresql,
    read_redis,
    read_requests,
    read_rows,
    read_sqlite,
)
from tests.secrecy.records import take_over
from tests.secrecy.talks import talk


@pytest.fixture
def redis_url(settings: Settings, request: pytest.FixtureRequest) -> str:
    """On several machines, as PostgreSQL is for, there is a Valkey too."""
    return "" if settings.database_url.startswith("sqlite") else str(request.getfixturevalue("valkey_url"))


@contextmanager
def heard(redis_url: str) -> Iterator[list[bytes]]:
    """Every command that Valkey takes meanwhile."""
    commands: list[bytes] = []
    if not redis_url:
        yield commands
        return
    client = redis.Redis.from_url(redis_url, socket_timeout=None)
    with client.monitor() as monitor:  # type: ignore[no-untyped-call]

        def listen() -> None:
            for command in monitor.listen():
                commands.append(str(command["command"]).encode("utf-8", "surrogatepass"))
                if b"end of listening" in commands[-1]:
                    return

        thread = threading.Thread(target=listen)
        thread.start()
        yield commands
        client.echo("end of listening")
        thread.join()


def kept_words(database: Database) -> list[str]:
    """What the counter itself keeps of what was said in LINE, opened with its keys."""
    with database.read() as session:
        inbound = [json.dumps(row.inbound, ensure_ascii=False) for row in session.exec(select(InboxRow))]
        told = [json.dumps(row.data, ensure_ascii=False) for row in session.exec(select(TrackerEventRow))]
        learned = list(session.exec(select(NluExample.utterance)))
    return [*inbound, *told, *learned]


def test_nothing_that_was_marked_lies_in_plain_text(
    open_office: OpenOffice,
    settings: Settings,
    line: SimulatedLine,
    log: Listening,
    redis_url: str,
    tmp_path: Path,
) -> None:
    marks = Marks()
    with heard(redis_url) as commands:
        office = open_office({"redis_url": redis_url})
        database = office.counter.database
        take_over(database, marks, tmp_path, 200)
        with serve_centre(database) as house:
            consult(house, marks, 20)
        talk(office, marks, 6)
        office.settle()
    assert len(marks.made) >= 1_000
    assert [words for words in kept_words(database) if WORD in words] == []
    found = find_in(read_rows(database))
    found += find_in(read_requests(line.requests)) + find_in([("log", b"\n".join(log.lines))])
    found += find_in(read_files(settings.var))
    if redis_url:
        found += find_in(read_redis(redis.Redis.from_url(redis_url), commands))
        found += find_in(read_postgresql(database))
    else:
        found += find_in(read_sqlite(Path(settings.database_url.removeprefix("sqlite:///")), tmp_path))
    assert found == []
