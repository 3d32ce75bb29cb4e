"""One till on each database, with a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import urllib3

from bot.db import Database
from bot.simulator.stripe.server import start_stripe
from tests.bot.payments.till import Browser, Till, serve
from tests.simulator.conftest import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def till(database: Database, clock: Clock) -> Iterator[Till]:
    running = start_stripe(clock=clock)
    till = Till(database, running, clock)
    with serve(till):
        yield till
    till.cashier.stripe.close()
    running.stop()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with urllib3.PoolManager(retries=False) as pool:
        yield Browser(pool)
