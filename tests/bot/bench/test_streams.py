"""The benchmark of open event streams counts what it should; how fast they are is for the benchmark itself."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from threadpoolctl import threadpool_info

from bot.bench import streams
from bot.bench.figures import Figure
from bot.channels.web.counter import WebCounter
from tests.scenarios.fixtures import OpenOffice

VISITORS, MESSAGES = 6, 4


def measure(office: Any) -> tuple[Figure, Figure, Figure, list[int]]:
    steps: list[int] = []
    p50, p99, faults = streams.measure(office.port, VISITORS, steps.append, MESSAGES)
    return p50, p99, faults, steps


def test_every_answer_is_heard_once(open_office: OpenOffice) -> None:
    p50, p99, faults, steps = measure(open_office())
    assert (faults.value, faults.bar, faults.is_met) == (0, 0, True)
    assert 0 < p50.value <= p99.value
    assert p99.detail.startswith(f"n {VISITORS * MESSAGES}, ")
    assert sum(steps) == VISITORS * MESSAGES


def test_a_stream_that_the_server_ends_is_opened_again(
    open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.WebCounter", partial(WebCounter, stream_seconds=0.3, heartbeat_seconds=0.1))
    _, _, faults, _ = measure(open_office())
    assert faults.value == 0


def test_an_answer_that_never_comes_is_counted(open_office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PATIENCE_SECONDS", 0.5)
    _, p99, faults, _ = measure(open_office(has_worker=False))
    assert (faults.value, faults.is_met) == (2 * VISITORS * MESSAGES, False)
    assert p99.value == 500


def test_nobody_is_taken_for_a_flood() -> None:
    assert streams.CONNECTIONS / streams.PER_SECOND >= 60 / 5, "people send five to ten messages a minute"
    assert streams.MESSAGES <= 20, "the counter answers no more in a minute"


def test_a_turn_keeps_to_one_core(open_office: OpenOffice) -> None:
    open_office()
    assert {info["num_threads"] for info in threadpool_info() if info["user_api"] == "blas"} == {1}
