"""LINE for the tests of its channel: the simulator over real HTTP, and LINE's own rules where they are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.channels.line.sender import LineSender
from bot.simulator.server import RunningSimulator, start_simulator
from tests.line_rules import load_line_rules

CITIZEN = "U206d25c2ea6bd87c17655609a1c37cb8"
TOKEN = "simulated-channel-token"

Judge = Callable[[list[dict[str, Any]]], None]


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Fails when LINE would refuse these messages in a push, by LINE's specification and its prose limits."""
    module = load_line_rules()
    if module is None:
        pytest.skip("LINE's rules (validate_line.py) are not beside the repository")

    def check(messages: list[dict[str, Any]]) -> None:
        headers = {"Authorization": "Bearer t", "Content-Type": "application/json"}
        status, answer = module.validate("POST", "/v2/bot/message/push", {"to": CITIZEN, "messages": messages}, headers)
        assert status == 200, answer

    return check


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = start_simulator()
    running.line.add_citizen("Hanako", language="en", user_id=CITIZEN)
    yield running
    running.stop()


@pytest.fixture
def sender(simulator: RunningSimulator) -> LineSender:
    return LineSender(TOKEN, simulator.base_url)


@pytest.fixture
def impatient_sender(simulator: RunningSimulator) -> LineSender:
    """Gives up long before a simulated time-out ends."""
    return LineSender(TOKEN, simulator.base_url, read_timeout_seconds=0.3)
