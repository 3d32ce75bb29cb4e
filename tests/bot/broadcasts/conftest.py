"""A sender of broadcasts before the simulated LINE."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.bell import Bell
from bot.broadcasting.sender import BroadcastSender
from bot.broadcasting.slicing import Slicer
from bot.broadcasting.web import WebShower
from bot.channels.line.sender import LineSender
from bot.db import Database
from bot.services.broadcasts import freezing
from bot.simulator.line import SimulatedLine
from bot.simulator.server import start_simulator
from bot.texts import load_texts
from tests.bot.broadcasts.people import NOON, join, line_id

STEPS = 2_000  # more than any test needs


@dataclass
class Office:
    """`run` sends until nothing more may leave at the clock's time."""

    database: Database
    line: SimulatedLine
    api_url: str
    clock: Clock = field(default_factory=lambda: Clock())
    sender: BroadcastSender = field(init=False)
    web: WebShower = field(init=False)
    slicer: Slicer = field(init=False)

    def __post_init__(self) -> None:
        self.sender = self.make_sender()
        self.web = WebShower(self.database, load_texts(), Bell(), self.clock)
        self.slicer = Slicer(self.database, Bell(), pause=lambda _: None)

    def make_sender(self) -> BroadcastSender:
        line = LineSender(self.line.channel_token, self.api_url, read_timeout_seconds=2.0)
        return BroadcastSender(self.database, line, load_texts(), self.clock)

    def run(self) -> None:
        for _ in range(STEPS):
            if not self.sender.step() and not self.web.step() and not self.slicer.step():
                return
        raise AssertionError("the sender does not come to an end")

    def run_until(self, is_enough: Callable[[], bool]) -> None:
        for _ in range(STEPS):
            self.sender.step()
            if is_enough():
                return
        raise AssertionError("it does not come so far")

    def befriend(self, *numbers: int, language: str = "ja") -> None:
        for number in numbers:
            self.line.add_citizen(user_id=line_id(number))
        join(self.database, *numbers, language=language)

    def texts_of(self, number: int) -> list[str]:
        return [text for sent in self.line.sent_to(line_id(number)) for text in sent.texts]

    def multicasts(self) -> int:
        return sum(request.operation == "multicast" for request in self.line.requests)


class Clock:
    """Goes on by itself, and can be put forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._start = time.monotonic()

    def __call__(self) -> datetime:
        return NOON + self._ahead + timedelta(seconds=time.monotonic() - self._start)

    def pass_time(self, **more: float) -> None:
        self._ahead += timedelta(**more)


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    running = start_simulator()
    running.line.quota.limit = None
    made = Office(database, running.line, running.base_url)
    yield made
    made.sender.stop()
    running.stop()


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch has one recipient."""
    monkeypatch.setattr(freezing, "BATCH_SIZE", 1)
