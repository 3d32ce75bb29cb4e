"""A storm of payments: every webhook three times, shuffled, one in twenty lost, and then reconciliation."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import text
from sqlmodel import Session
from werkzeug.serving import make_server

from bot.clients.stripe import StripeClient
from bot.clock import utc_now
from bot.db import Database
from bot.models.payments import Payment
from bot.payments import webhook
from bot.services.payments.cashier import Cashier
from bot.services.payments.events import WEBHOOK, accept_events
from bot.services.payments.looking import look
from bot.services.payments.opening import open_payment
from bot.services.payments.refunds import request_refund
from bot.services.payments.report import make_report
from bot.services.payments.subjects import Line, Quote, Subjects
from bot.services.payments.working import work_one
from bot.simulator.server import QuietHandler
from bot.simulator.stripe.paying import pay, pay_at_store, take_voucher
from bot.simulator.stripe.refunding import complete_refund
from bot.simulator.stripe.server import RunningStripe, start_stripe
from bot.simulator.stripe.webhooks import WebhookFaults

PRICE, PART = 600, 250
BUYERS, WORKERS = 4, 3
MOST_MINUTES = 30
FAULTS = WebhookFaults(copies=3, drop_share=0.05, is_shuffled=True, is_held=True)


@dataclass
class Clock:
    """Moves by hand, for the provider and for us."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Outcome:
    """What became of so many orders: `unpaid` and `paid_twice` are orders, `minutes` until all were paid."""

    orders: int
    webhooks: int
    lost: int
    unpaid: int
    paid_twice: int
    over_refunded: int
    minutes: int
    is_even: bool


class Goods:
    """What is sold: each payment is written down in its transaction, as an order would be."""

    kind = "storm"

    def quote(self, session: Session, subject_id: int) -> Quote:
        return Quote((Line("payments.title", 1, PRICE),))

    def note_change(self, session: Session, payment: Payment) -> None:
        insert = text("INSERT INTO storm (payment_id, state) VALUES (:id, :state)")
        session.execute(insert, {"id": payment.id, "state": str(payment.state)})


class Storm:
    """One shop with its webhook and its provider. Use `open_storm`."""

    def __init__(self, database: Database, running: RunningStripe, clock: Clock) -> None:
        self.database, self.stripe, self.clock = database, running.stripe, clock
        self.cashier = Cashier(
            database=database,
            stripe=StripeClient(running.stripe.key, running.api_url),
            subjects=Subjects([Goods()]),
            return_url=lambda payment: f"https://city.example/{payment.reference}",
            name_order=lambda payment: payment.reference,
            now=clock,
        )
        with database.write() as session:
            session.execute(text("CREATE TABLE storm (payment_id INTEGER, state VARCHAR(40))"))

    def run(self, orders: int, advance: Callable[[int], None]) -> Outcome:
        """Order, pay, be told three times or never, reconcile, give a third back in part, and compare."""
        self.stripe.webhooks.faults = FAULTS
        with ThreadPoolExecutor(BUYERS) as pool:
            payments = list(pool.map(lambda number: self._buy(number, advance), range(orders)))
        self._release()
        minutes = 0
        while minutes < MOST_MINUTES and self._count_unpaid():
            minutes += 1
            self._pass_minutes(1)
        for payment in payments[::3]:
            self._give_back(payment)
        with self._working():
            pass
        self._name_accounts()
        self._release()
        self._pass_minutes(10)
        return self._judge(orders, minutes)

    def _buy(self, number: int, advance: Callable[[int], None]) -> Payment:
        """Half by card, a quarter by PayPay, a quarter at the store."""
        payment = self.order(number)
        session = self.stripe.sessions[self.cashier.start(payment.reference).rpartition("/")[2]]
        with self.stripe.lock:
            if number % 4 == 0:
                take_voucher(self.stripe, session, "nobody@example.com")
                pay_at_store(self.stripe, session)
            else:
                pay(self.stripe, session, "paypay" if number % 4 == 1 else "card")
        advance(1)
        return payment

    def order(self, number: int) -> Payment:
        with self.database.write() as session:
            quote, now = Goods().quote(session, number), self.clock()
            return open_payment(session, "storm", number, quote, language="ja", conversation_id=None, now=now)

    def _give_back(self, payment: Payment) -> None:
        with self.database.write() as session:
            request_refund(session, payment.id or 0, PART, reason="storm", requested_by="", now=self.clock())

    def _name_accounts(self) -> None:
        """Whoever paid at a store says where the money should go."""
        with self.stripe.lock:
            for refund in self.stripe.refunds.values():
                if refund["status"] == "requires_action":
                    complete_refund(self.stripe, refund)

    def _release(self) -> None:
        with self._working():
            self.stripe.webhooks.release()
            self.stripe.webhooks.wait()

    def _pass_minutes(self, minutes: int) -> None:
        self.clock.now += timedelta(minutes=minutes)
        look(self.cashier)
        with self._working():
            pass

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Several workers, until nothing waits any more."""
        ended = threading.Event()

        def work() -> None:
            while work_one(self.cashier) or not ended.wait(0.02):
                pass

        with ThreadPoolExecutor(WORKERS) as pool:
            running = [pool.submit(work) for _ in range(WORKERS)]
            try:
                yield
            finally:
                ended.set()
            for one in running:
                one.result()

    def _count_unpaid(self) -> int:
        with self.database.read() as session:
            return int(session.execute(text("SELECT count(*) FROM payment WHERE state <> 'paid'")).scalar_one())

    def _judge(self, orders: int, minutes: int) -> Outcome:
        with self.database.read() as session:
            rows = session.execute(text("SELECT payment_id FROM storm WHERE state = 'paid'"))
            effects = Counter(row[0] for row in rows)
            wanted = session.execute(text("SELECT coalesce(sum(refunded_yen), 0) FROM payment")).scalar_one()
        report = make_report(self.cashier, self.clock())
        refunded = [charge["amount_refunded"] for charge in self.stripe.charges.values()]
        charged = Counter(charge["metadata"]["reference"] for charge in self.stripe.charges.values())
        return Outcome(
            orders=orders,
            webhooks=sum(self.stripe.webhooks.statuses.values()),
            lost=len(self.stripe.webhooks.dropped),
            unpaid=orders - len(effects),
            paid_twice=sum(count > 1 for count in (*effects.values(), *charged.values())),
            over_refunded=sum(amount not in (0, PART) for amount in refunded),
            minutes=minutes,
            is_even=report.is_even and wanted == sum(refunded) == PART * len(range(0, orders, 3)),
        )


@contextmanager
def open_storm(database: Database) -> Iterator[Storm]:
    """The provider and our webhook, each on a port of its own."""
    clock = Clock(utc_now().replace(microsecond=0))
    running = start_stripe(clock=clock)
    app = Flask("storm")
    secrets = [running.stripe.webhooks.secret]
    app.register_blueprint(
        webhook.create_blueprint(secrets, lambda event: accept_events(database, [event], WEBHOOK, utc_now()))
    )
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="storm-webhook", daemon=True)
    thread.start()
    running.stripe.webhooks.url = f"http://127.0.0.1:{server.server_port}/stripe/webhook"
    try:
        yield Storm(database, running, clock)
    finally:
        running.stop()
        server.shutdown()
        thread.join()
        server.server_close()
