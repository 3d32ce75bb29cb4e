"""The scheduler's look at the quota, with the simulated LINE over HTTP."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.line.sender import LineSender
from bot.db import Database
from bot.economy.watch import QuotaWatch
from bot.services.ledger import month_of
from bot.services.quota import find_quota
from bot.simulator.server import RunningSimulator
from tests.channels.line.conftest import sender, simulator  # noqa: F401

NOW = datetime(2026, 11, 15, 3, 0, tzinfo=UTC)


def list_warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


def test_it_warns_once_when_80_percent_are_used(
    database: Database,
    simulator: RunningSimulator,  # noqa: F811
    sender: LineSender,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    watch = QuotaWatch(database, sender)
    simulator.line.quota.spend(159)
    watch.run(NOW)
    assert list_warnings(caplog) == []
    simulator.line.quota.spend(1)
    for minutes in (6, 12, 18):
        watch.run(NOW + timedelta(minutes=minutes))
        QuotaWatch(database, sender).run(NOW + timedelta(minutes=minutes))  # another scheduler
    (warning,) = list_warnings(caplog)
    assert "160 of 200 used in 2026-11 (80 %)" in warning


def test_line_is_asked_every_few_minutes(
    database: Database,
    simulator: RunningSimulator,  # noqa: F811
    sender: LineSender,  # noqa: F811
) -> None:
    watch = QuotaWatch(database, sender)
    for minute in range(6):
        watch.run(NOW + timedelta(minutes=minute))
    asked = [request.operation for request in simulator.line.requests]
    assert asked == ["getMessageQuota", "getMessageQuotaConsumption"] * 2


def test_when_line_is_down_the_last_figures_stay_and_it_says_so(
    database: Database,
    simulator: RunningSimulator,  # noqa: F811
    sender: LineSender,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    watch = QuotaWatch(database, sender)
    simulator.line.quota.spend(20)
    watch.run(NOW)
    simulator.line.faults.add("*", "error", 2)
    for minutes in (6, 7):  # the second is too soon to try again
        watch.run(NOW + timedelta(minutes=minutes))
    (warning,) = list_warnings(caplog)
    assert "the quota is not known anew (LINE does not answer: 500" in warning
    with database.read() as session:
        known = find_quota(session, month_of(NOW))
    assert known is not None and (known.used, known.asked_at) == (20, NOW)
