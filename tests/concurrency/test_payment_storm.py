"""Many orders, every webhook three times, shuffled, one in twenty lost: each is paid once, and nothing too much goes
back. On both databases, with several workers; what was lost is repaired within ten minutes."""

from __future__ import annotations

import os

import pytest

from bot.bench import payment_storm
from bot.bench.payment_storm import Outcome, open_storm
from bot.db import Database
from bot.services.payments.looking import Look

LONG = bool(os.environ.get("LONG_TESTS"))  # .ci/run sets it; `madoguchi bench` sends 2,000
ORDERS = 600 if LONG else 60
MINUTES = 10

pytestmark = pytest.mark.timeout(1200 if LONG else 120)


def run(database: Database, orders: int = ORDERS) -> Outcome:
    with open_storm(database) as storm:
        return storm.run(orders, lambda _: None)


def test_each_is_paid_once_and_what_was_lost_is_repaired(database: Database) -> None:
    outcome = run(database)
    assert outcome.lost > 0
    assert outcome.webhooks >= 3 * 0.9 * ORDERS
    assert (outcome.unpaid, outcome.paid_twice, outcome.over_refunded) == (0, 0, 0)
    assert 1 <= outcome.minutes <= MINUTES
    assert outcome.is_even


def test_without_reconciliation_some_stay_unpaid(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the storm above is seen to be one."""
    monkeypatch.setattr(payment_storm, "look", lambda _cashier: Look(0, 0, 0))
    monkeypatch.setattr(payment_storm.Storm, "_give_back", lambda *_: None)
    assert run(database, 60).minutes == payment_storm.MOST_MINUTES
