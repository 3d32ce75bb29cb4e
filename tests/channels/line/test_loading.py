"""The loading animation of slow turns."""

from __future__ import annotations

import logging
import threading

import pytest

from bot.channels.line.loading import LoadingTimer
from bot.channels.line.sender import LineSender
from bot.simulator.server import RunningSimulator
from tests.channels.line.conftest import CITIZEN


def is_loading(request: object) -> bool:
    return str(getattr(request, "path", "")).endswith("/chat/loading/start")


def test_a_slow_turn_shows_it(simulator: RunningSimulator, sender: LineSender) -> None:
    with LoadingTimer(sender, CITIZEN, patience_seconds=0.01):
        (request,) = simulator.line.wait_for_request(is_loading)
    assert request.body == {"chatId": CITIZEN, "loadingSeconds": 20}


def test_a_quick_turn_does_not(simulator: RunningSimulator, sender: LineSender) -> None:
    with LoadingTimer(sender, CITIZEN, patience_seconds=60):
        pass
    assert not any(map(is_loading, simulator.line.requests))


def test_a_failed_turn_does_not_leave_it_running(simulator: RunningSimulator, sender: LineSender) -> None:
    with pytest.raises(KeyError), LoadingTimer(sender, CITIZEN, patience_seconds=60):
        raise KeyError
    assert not any(isinstance(thread, threading.Timer) for thread in threading.enumerate())
    assert not any(map(is_loading, simulator.line.requests))


def test_trouble_is_logged_and_nothing_more(
    simulator: RunningSimulator, sender: LineSender, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.line.faults.add("showLoadingAnimation", "error")
    with caplog.at_level(logging.WARNING), LoadingTimer(sender, CITIZEN, patience_seconds=0.01):
        simulator.line.wait_for_request(is_loading)
    assert "not shown" in caplog.text
    assert CITIZEN not in caplog.text
