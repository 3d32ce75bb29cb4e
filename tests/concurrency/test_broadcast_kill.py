"""Senders are killed ten times in the middle of a broadcast, and while it is being settled; everybody gets it once."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing.context import ForkServerProcess

import pytest
from cryptography.fernet import Fernet

from bot.bell import Bell
from bot.broadcasting import claiming, sender, slicing
from bot.broadcasting.sender import BroadcastSender
from bot.channels.line.sender import LineSender
from bot.clock import utc_now
from bot.db import Database
from bot.models.broadcasts import ENDED, Broadcast
from bot.models.vault import Vault
from bot.services.broadcasts import freezing, slices
from bot.simulator.server import RunningSimulator, start_simulator
from bot.texts import load_texts
from tests.bot.broadcasts.people import issue, join, line_id

PEOPLE, EACH, KILLS, SENDERS = 360, 3, 10, 2
PER_SLICE = 45
BETWEEN = 8  # multicasts from one kill to the next
DATA_KEY, SECRET = Fernet.generate_key().decode(), "a secret key of the tests"
PATIENCE_SECONDS = 60


def send(url: str, data_key: str, token: str, api_url: str) -> None:
    """A process that sends for ever, with leases that end soon after it is killed."""
    claiming.LEASE, sender.REQUESTS, freezing.BATCH_SIZE = timedelta(seconds=1), 4, EACH
    database = Database(url, Vault([data_key], SECRET))
    working = BroadcastSender(database, LineSender(token, api_url), load_texts([]))
    threading.Thread(target=settle, args=(database,), daemon=True).start()
    while True:
        if not working.step():
            time.sleep(0.02)


def settle(database: Database) -> None:
    """Slice by slice, so slowly that some are left to settle when it is killed."""
    slices.SLICE, slicing.PAUSE_SECONDS = PER_SLICE, 0.2
    slicer = slicing.Slicer(database, Bell())
    while True:
        if not slicer.step():
            time.sleep(0.02)


class Senders:
    def __init__(self, url: str, simulator: RunningSimulator) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._arguments = (url, DATA_KEY, simulator.line.channel_token, simulator.base_url)
        self._running = [self._start() for _ in range(SENDERS)]

    def kill(self, number: int) -> None:
        self._running[number % SENDERS].kill()
        self._running[number % SENDERS].join()
        self._running[number % SENDERS] = self._start()

    def end(self) -> None:
        for process in self._running:
            process.kill()
            process.join()

    def _start(self) -> ForkServerProcess:
        process = self._context.Process(target=send, args=self._arguments, daemon=True)
        process.start()
        return process


@pytest.fixture
def vault() -> Vault:
    return Vault([DATA_KEY], SECRET)


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = start_simulator()
    running.line.quota.limit = None
    for number in range(PEOPLE):
        running.line.add_citizen(user_id=line_id(number))
    for kind, after in (("accepted-cut", 5), ("accepted-error", 20), ("error", 30), ("rate", 40)):
        running.line.faults.add("multicast", kind, times=2, after=after)
    yield running
    running.stop()


def test_everybody_gets_it_once(
    database: Database, simulator: RunningSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "BATCH_SIZE", EACH)
    monkeypatch.setattr(slices, "SLICE", PER_SLICE)
    join(database, *range(PEOPLE))
    with database.write() as session:
        broadcast = issue(session, now=utc_now())
    senders = Senders(database.url, simulator)
    try:
        for number in range(KILLS):
            simulator.line.wait_for_request(is_multicast, BETWEEN * (number + 1), PATIENCE_SECONDS)
            senders.kill(number)
        assert not has_ended(database, broadcast)
        wait_for_end(database, broadcast)
    finally:
        senders.end()
    sent = simulator.line.list_sent()
    assert {user: len(found) for user, found in sent.items()} == {line_id(number): 1 for number in range(PEOPLE)}


def is_multicast(request: object) -> bool:
    return getattr(request, "operation", "") == "multicast"


def has_ended(database: Database, broadcast: Broadcast) -> bool:
    with database.read() as session:
        return session.get_one(Broadcast, broadcast.id).status in ENDED


def wait_for_end(database: Database, broadcast: Broadcast) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not has_ended(database, broadcast):
        assert time.monotonic() < deadline
        time.sleep(0.05)
