"""Many orders, every webhook three times, shuffled, one in twenty lost: each is paid once, and nothing too much goes
back. On both databases, with several workers; what was lost is repaired within ten minutes."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import text

from bot.models.payments import Payment
from bot.services.payments.looking import look
from bot.services.payments.refunds import request_refund
from bot.services.payments.report import make_report
from bot.services.payments.working import work_one
from bot.simulator.stripe.refunding import complete_refund
from bot.simulator.stripe.webhooks import WebhookFaults
from tests.bot.payments.conftest import clock, till  # noqa: F401
from tests.bot.payments.till import Till

LONG = bool(os.environ.get("LONG_TESTS"))  # .ci/run sets it: 2,000 orders take minutes on each database
ORDERS = 2000 if LONG else 60
WORKERS = 3
MINUTES = 10


@contextmanager
def work(till: Till) -> Iterator[None]:  # noqa: F811
    """Several workers, until what is posted was worked off."""
    ended = threading.Event()

    def run() -> None:
        while work_one(till.cashier) or not ended.wait(0.02):
            pass

    with ThreadPoolExecutor(WORKERS) as pool:
        running = [pool.submit(run) for _ in range(WORKERS)]
        try:
            yield
        finally:
            ended.set()
        for one in running:
            one.result(600)


def order_and_pay(till: Till, number: int) -> Payment:  # noqa: F811
    """Half by card, a quarter by PayPay, a quarter at the store."""
    payment = till.order(number)
    url = till.cashier.start(payment.reference)
    if number % 4 == 0:
        till.take_voucher(url)
        till.pay_at_store(url)
    else:
        till.pay(url, "paypay" if number % 4 == 1 else "card")
    return payment


def give_back(till: Till, payments: list[Payment]) -> None:  # noqa: F811
    """A third in part."""
    for payment in payments[::3]:
        with till.database.write() as session:
            request_refund(session, payment.id or 0, 250, reason="x", requested_by="", now=till.clock())


def test_each_is_paid_once_and_what_was_lost_is_repaired(till: Till) -> None:  # noqa: F811
    webhooks = till.stripe.webhooks
    webhooks.faults = WebhookFaults(copies=3, drop_share=0.05, is_shuffled=True, is_held=True)
    with ThreadPoolExecutor(4) as pool:
        payments = list(pool.map(lambda number: order_and_pay(till, number), range(ORDERS)))
    with work(till):
        webhooks.release()
        webhooks.wait()
    assert webhooks.dropped
    assert webhooks.statuses == {200: 3 * (len(till.events()))}

    for _ in range(MINUTES):
        till.clock.forward(minutes=1)
        look(till.cashier)
        with work(till):
            pass
        if count_states(till) == {"paid": ORDERS}:
            break
    assert count_states(till) == {"paid": ORDERS}

    with work(till):
        give_back(till, payments)
    name_accounts(till)
    with work(till):
        webhooks.release()
        webhooks.wait()
    till.clock.forward(minutes=MINUTES)
    look(till.cashier)
    till.hear()
    check_accounts(till, payments)


def name_accounts(till: Till) -> None:  # noqa: F811
    """Whoever paid at a store says where the money should go."""
    with till.stripe.lock:
        for refund in till.stripe.refunds.values():
            if refund["status"] == "requires_action":
                complete_refund(till.stripe, refund)


def count_states(till: Till) -> Counter[str]:  # noqa: F811
    with till.database.read() as session:
        return Counter({str(row[0]): int(row[1]) for row in session.execute(text(_STATES))})


_STATES = "SELECT state, count(*) FROM payment GROUP BY state"


def check_accounts(till: Till, payments: list[Payment]) -> None:  # noqa: F811
    """Each has one charge and one effect; what was given back is what was asked for; both sides are even."""
    assert len(till.stripe.charges) == ORDERS
    with till.database.read() as session:
        told = Counter(row[0] for row in session.execute(text("SELECT payment_id FROM followed WHERE state = 'paid'")))
    assert set(told.values()) == {1}
    assert len(told) == ORDERS
    assert all(charge["amount_refunded"] in (0, 250) for charge in till.stripe.charges.values())
    assert len(till.stripe.refunds) == len(payments[::3])
    report = make_report(till.cashier, till.clock())
    assert report.is_even
    assert report.paid_here_yen == report.paid_there_yen == 600 * ORDERS
    assert report.refunded_here_yen == report.refunded_there_yen == 250 * len(payments[::3])
