"""Payments: how long a citizen waits for the provider's page beside the provider itself, and what a storm leaves."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.bench.figures import Figure, describe, percentile
from bot.bench.payment_storm import Storm, open_storm
from bot.clients.stripe import Checkout, Order, StripeClient
from bot.db import Database
from bot.migrate import upgrade
from bot.models.vault import Vault

CHECKOUTS = 200
FIRST_NUMBER = 1_000_000  # of what is ordered only to be timed


def measure(url: str, label: str, orders: int, advance: Callable[[int], None]) -> list[Figure]:
    """On an empty database."""
    with _open(url) as database, open_storm(database) as storm:
        beside = measure_checkouts(storm)
        _forget(database)
        started = time.monotonic()
        outcome = storm.run(orders, advance)
        seconds = time.monotonic() - started
    detail = f"{outcome.webhooks} webhooks posted, {outcome.lost} events lost, {seconds:.0f} s"
    return [
        Figure(
            f"Checkout beside Stripe's own time p95, {label}", percentile(beside, 0.95), "ms", 300, describe(beside)
        ),
        Figure(f"orders not paid, {label}", outcome.unpaid, f"of {orders}", 0, detail),
        Figure(f"orders paid twice, {label}", outcome.paid_twice, "orders", 0),
        Figure(f"orders refunded too much, {label}", outcome.over_refunded, "orders", 0),
        Figure(f"lost webhooks repaired after, {label}", outcome.minutes, "min", 10),
        Figure(f"differences left, {label}", 0 if outcome.is_even else 1, "", 0),
    ]


def measure_checkouts(storm: Storm) -> list[float]:
    """Milliseconds of beginning a payment, without those in which the provider was waited for."""
    times = []
    watched = _Watched(storm.cashier.stripe)
    cashier = replace(storm.cashier, stripe=watched)
    for number in range(CHECKOUTS):
        payment = storm.order(FIRST_NUMBER + number)
        watched.seconds, started = 0.0, time.monotonic()
        cashier.start(payment.reference)
        times.append((time.monotonic() - started - watched.seconds) * 1000)
    return times


class _Watched(StripeClient):
    """Counts the seconds in which the provider is waited for."""

    def __init__(self, own: StripeClient) -> None:
        self._own = own
        self.seconds = 0.0

    def create_checkout(self, order: Order) -> Checkout:
        started = time.monotonic()
        try:
            return self._own.create_checkout(order)
        finally:
            self.seconds += time.monotonic() - started


def _forget(database: Database) -> None:
    with database.write() as session:
        for table in ("payment_attempt", "payment"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of ours


@contextmanager
def _open(url: str) -> Iterator[Database]:
    upgrade(url)
    database = Database(url, Vault([Fernet.generate_key().decode()], secrets.token_hex(32)))
    try:
        yield database
    finally:
        database.close()
