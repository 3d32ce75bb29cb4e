"""Web and worker are killed while citizens pay: each order is paid once and reaches the staff once."""

from __future__ import annotations

import os
import random
import re
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import yaml
from sqlmodel import select

from bot.bench.stage import Stage
from bot.city import load_city
from bot.clock import utc_now
from bot.db import Database
from bot.models.payments import Payment, PaymentState
from bot.models.vault import Vault
from bot.services.payments.links import payment_url
from bot.services.payments.opening import open_payment
from bot.settings import DEMO_CITY
from bot.simulator.stripe.paying import pay
from bot.simulator.stripe.server import RunningStripe, start_stripe
from bot.simulator.stripe.webhooks import WebhookFaults
from handlers.certificates.models import Application, ApplicationState, ApplicationStep, Delivery
from handlers.certificates.paid import KIND
from handlers.certificates.service.bill import make_quote
from handlers.certificates.service.catalogue import find_catalogue
from tests.concurrency.test_kill import Processes
from tests.handlers.certificates.test_steps import SERVICES, add_application

LONG = bool(os.environ.get("LONG_TESTS"))  # .ci/run sets it
ORDERS = 60 if LONG else 12
BUYERS = 6
KILLS = 8 if LONG else 3
SEED = 20261129
PATIENCE_SECONDS = 90

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def stripe() -> Iterator[RunningStripe]:
    running = start_stripe()
    running.stripe.webhooks.faults = WebhookFaults(copies=3, is_shuffled=True)
    yield running
    running.stop()


@pytest.fixture
def stage(database_url: str, tmp_path: Path, models: Path, stripe: RunningStripe) -> Iterator[Stage]:
    """A city that sells certificates, with its payments at the stand-in."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "nlu").symlink_to(models)
    city = tmp_path / "city"
    shutil.copytree(DEMO_CITY, city)
    facts = yaml.safe_load((city / "city.yml").read_text("utf-8"))
    (city / "city.yml").write_text(yaml.safe_dump({**facts, "services": SERVICES}, allow_unicode=True), "utf-8")
    faq = tmp_path / "faq.csv"
    faq.write_text("question,answer\n粗大ごみの出し方,予約してください。\n", "utf-8")
    settings = {
        "CITY": str(city),
        "STRIPE_KEY": stripe.stripe.key,
        "STRIPE_WEBHOOK_SECRET": stripe.stripe.webhooks.secret,
        "STRIPE_API_URL": stripe.api_url,
    }
    with Stage(tmp_path, database_url, encoder="hashing", **settings) as stage:
        stage.prepare(faq)
        stripe.stripe.webhooks.url = f"{stage.url}/stripe/webhook"
        yield stage


@pytest.fixture
def database(stage: Stage, database_url: str) -> Iterator[Database]:
    """The stage's database, with the stage's keys."""
    environment = stage.environment
    vault = Vault([environment["MADOGUCHI_DATA_KEYS"]], environment["MADOGUCHI_SECRET_KEY"])
    opened = Database(database_url, vault)
    yield opened
    opened.close()


def test_each_is_paid_once_and_reaches_the_staff_once(stage: Stage, database: Database, stripe: RunningStripe) -> None:
    payments = order(database, ORDERS)
    processes = Processes(stage)
    killer = threading.Thread(target=keep_killing, args=(processes,))
    killer.start()
    with ThreadPoolExecutor(BUYERS) as pool:
        list(pool.map(lambda payment: buy(stage, stripe, payment), payments))
    killer.join()
    stripe.stripe.webhooks.wait()
    finish(stage, database)

    with database.read() as session:
        states = Counter(session.exec(select(Application.state)))
        steps = Counter(
            session.exec(select(ApplicationStep.application_id).where(ApplicationStep.state == ApplicationState.PAID))
        )
        paid = Counter(session.exec(select(Payment.state)))
    charged = Counter(charge["metadata"]["reference"] for charge in stripe.stripe.charges.values())
    assert processes.kills == KILLS
    assert states == {ApplicationState.PAID: ORDERS}
    assert paid == {PaymentState.PAID: ORDERS}
    assert set(steps.values()) == {1}
    assert charged == Counter(payment.reference for payment in payments)


def order(database: Database, count: int) -> list[Payment]:
    """So many applications whose form was sent, and what is to be paid for each."""
    city = load_city(DEMO_CITY).model_copy(update={"services": SERVICES})
    catalogue = find_catalogue(city)
    assert catalogue is not None
    with database.write() as session:
        first = add_application(session, ApplicationState.AWAITING_PAYMENT, delivery=Delivery.COUNTER)
        same = {"delivery": Delivery.COUNTER, "conversation_id": first.conversation_id}
        more = [add_application(session, ApplicationState.AWAITING_PAYMENT, **same) for _ in range(count - 1)]
        quote = make_quote(city, catalogue, first.kind, first.copies, first.delivery)
        payments = [
            open_payment(session, KIND, one.id or 0, quote, language="ja", conversation_id=None, now=utc_now())
            for one in (first, *more)
        ]
        session.flush()
        session.expunge_all()
    return payments


def buy(stage: Stage, stripe: RunningStripe, payment: Payment) -> None:
    """As a citizen does, who tries again when our page does not answer."""
    page = payment_url(stage.url, stage.environment["MADOGUCHI_SECRET_KEY"], payment.reference)
    for _ in until(PATIENCE_SECONDS):
        try:
            with requests.Session() as browser:
                token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page, timeout=20).text)
                answer = browser.post(
                    page, {"csrf_token": token[1] if token else ""}, allow_redirects=False, timeout=20
                )
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):  # killed before it had said all
            continue
        checkout = answer.headers.get("Location", "").rpartition("/")[2]
        if answer.status_code == 303 and checkout in stripe.stripe.sessions:
            with stripe.stripe.lock:
                pay(stripe.stripe, stripe.stripe.sessions[checkout], "card")
            return
    raise AssertionError(f"{payment.reference} can't be paid")


def finish(stage: Stage, database: Database) -> None:
    """What the scheduler does every minute, until nothing is open."""
    for _ in until(PATIENCE_SECONDS):
        stage.run("payments", "reconcile")
        with database.read() as session:
            if set(session.exec(select(Payment.state))) == {PaymentState.PAID}:
                return


def keep_killing(processes: Processes) -> None:
    pause = random.Random(SEED)
    while processes.kills < KILLS:
        time.sleep(pause.uniform(0.5, 2.0))
        processes.kill_next()


def until(seconds: float) -> Iterator[None]:
    """Again and again, a moment apart, until the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.2)
