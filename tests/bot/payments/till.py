"""A till for tests: a city service that sells things, our pages and webhook over real HTTP, and the stand-in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import urllib3
from flask import Flask
from sqlalchemy import text
from sqlmodel import Session, select
from werkzeug.serving import make_server

from bot.bell import Bell
from bot.city import City, load_city
from bot.clients.stripe import StripeClient
from bot.clock import utc_now
from bot.db import Database
from bot.models.payments import Payment, PaymentAttempt, PaymentEvent, PaymentRefund
from bot.payments import webhook
from bot.payments.page import BACK, PaymentPage
from bot.payments.telling import Teller
from bot.services.payments.cashier import Cashier
from bot.services.payments.events import WEBHOOK, accept_events
from bot.services.payments.links import payment_url
from bot.services.payments.opening import find_by_reference, open_payment
from bot.services.payments.subjects import Line, NotPayable, Quote, Subjects
from bot.services.payments.working import work_one
from bot.settings import DEMO_CITY
from bot.simulator.server import QuietHandler
from bot.simulator.stripe.paying import pay, pay_at_store, take_voucher
from bot.simulator.stripe.server import RunningStripe
from bot.simulator.stripe.state import SimulatedStripe
from bot.texts import Texts, load_texts
from tests.simulator.conftest import Clock

SECRET_KEY = "a secret key of the tests, long enough"
WEBHOOK_SECRETS = ["whsec_simulated", "whsec_older"]


@dataclass
class Things:
    """What is sold. What follows from a payment is written in its transaction, as an order would be."""

    kind: str = "thing"
    price: int = 600
    is_gone: bool = False
    fails: bool = False  # in the middle of what follows

    def quote(self, session: Session, subject_id: int) -> Quote:
        if self.is_gone:
            raise NotPayable("gone")
        return Quote((Line("payments.title", 2, self.price),))

    def find_department(self, session: Session, subject_id: int) -> str:
        return "residents"

    def note_change(self, session: Session, payment: Payment) -> None:
        session.execute(
            text("INSERT INTO followed (payment_id, state, refunded) VALUES (:id, :state, :refunded)"),
            {"id": payment.id, "state": str(payment.state), "refunded": payment.refunded_yen},
        )
        if self.fails:
            raise RuntimeError("killed in the middle")


@cache
def load_words() -> tuple[Texts, City]:
    return load_texts(), load_city(DEMO_CITY)


@dataclass
class Till:
    database: Database
    running: RunningStripe
    clock: Clock
    things: Things = field(default_factory=Things)
    url: str = ""  # of our pages

    def __post_init__(self) -> None:
        texts, city = load_words()
        self.cashier = Cashier(
            database=self.database,
            stripe=StripeClient(self.running.stripe.key, self.running.api_url),
            subjects=Subjects([self.things], Teller(texts, city, Bell(), self.find_url).tell),
            return_url=lambda payment: f"{self.find_url(payment)}?{BACK}=1",
            name_order=lambda payment: f"注文 {payment.reference}",
            now=self.clock,
        )
        with self.database.write() as session:
            session.execute(text("CREATE TABLE followed (payment_id INTEGER, state VARCHAR(40), refunded INTEGER)"))

    @property
    def stripe(self) -> SimulatedStripe:
        return self.running.stripe

    def find_url(self, payment: Payment) -> str:
        return payment_url(self.url, SECRET_KEY, payment.reference)

    def order(self, number: int = 1, conversation_id: int | None = None, language: str = "ja") -> Payment:
        with self.database.write() as session:
            quote = self.things.quote(session, number)
            return open_payment(
                session, "thing", number, quote, language=language, conversation_id=conversation_id, now=self.clock()
            )

    def session_of(self, url: str) -> dict[str, Any]:
        """The stand-in's session at this page."""
        return self.stripe.sessions[url.rpartition("/")[2]]

    def pay(self, url: str, method: str = "card") -> None:
        with self.stripe.lock:
            pay(self.stripe, self.session_of(url), method)

    def take_voucher(self, url: str) -> None:
        with self.stripe.lock:
            take_voucher(self.stripe, self.session_of(url), "hanako@example.com")

    def pay_at_store(self, url: str) -> None:
        with self.stripe.lock:
            pay_at_store(self.stripe, self.session_of(url))

    def hear(self) -> int:
        """Every webhook has come, and every row was worked off; how many rows."""
        self.stripe.webhooks.wait()
        count = 0
        while work_one(self.cashier):
            count += 1
        return count

    def get(self, payment: Payment) -> Payment:
        with self.database.read() as session:
            found = find_by_reference(session, payment.reference)
            assert found is not None
            return found

    def followed(self, payment: Payment) -> list[str]:
        """The states that the city service was told, in order."""
        with self.database.read() as session:
            rows = session.execute(text("SELECT state FROM followed WHERE payment_id = :id"), {"id": payment.id})
            return [row[0] for row in rows]

    def attempts(self) -> list[PaymentAttempt]:
        with self.database.read() as session:
            return list(session.exec(select(PaymentAttempt).order_by(PaymentAttempt.id)).all())  # type: ignore[arg-type]

    def refunds(self) -> list[PaymentRefund]:
        with self.database.read() as session:
            return list(session.exec(select(PaymentRefund).order_by(PaymentRefund.id)).all())  # type: ignore[arg-type]

    def events(self) -> list[PaymentEvent]:
        with self.database.read() as session:
            return list(session.exec(select(PaymentEvent)).all())


@contextmanager
def serve(till: Till) -> Iterator[None]:
    """Our webhook and pages on a port of their own."""
    texts, city = load_words()
    app = Flask("till")
    app.register_blueprint(
        webhook.create_blueprint(
            WEBHOOK_SECRETS, lambda event: accept_events(till.database, [event], WEBHOOK, utc_now())
        )
    )
    app.register_blueprint(
        PaymentPage(till.cashier, texts, city, SECRET_KEY, "https://checkout.example").create_blueprint()
    )
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    till.url = f"http://127.0.0.1:{server.server_port}"
    till.stripe.webhooks.url = f"{till.url}/stripe/webhook"
    try:
        yield
    finally:
        till.stripe.webhooks.wait()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Browser:
    """A citizen's: follows nothing by itself."""

    pool: urllib3.PoolManager

    def get(self, url: str) -> tuple[int, str]:
        answer = self.pool.request("GET", url, redirect=False)
        return answer.status, answer.data.decode()

    def fetch(self, url: str, **form: str) -> urllib3.BaseHTTPResponse:
        """What is no page; with a form it is posted."""
        if form:
            return self.pool.request("POST", url, fields=form, encode_multipart=False, redirect=False)
        return self.pool.request("GET", url, redirect=False)

    def press(self, url: str, **form: str) -> tuple[int, str]:
        """(status, where it leads or the page)."""
        answer = self.pool.request("POST", url, fields=form, encode_multipart=False, redirect=False)
        return answer.status, answer.headers.get("Location") or answer.data.decode()
