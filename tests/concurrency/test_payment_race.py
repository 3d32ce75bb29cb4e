"""Tabs, workers, webhooks and reconciliation at the same moment: the race without the lock, then with it. On
PostgreSQL, since SQLite would hide it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.errors import Refused
from bot.models.payments import Payment, PaymentEvent
from bot.services.payments import leases, opening
from bot.services.payments.events import IS_WAITING
from bot.services.payments.looking import look
from bot.services.payments.refunds import request_refund
from bot.services.payments.working import work_one
from tests.bot.payments.conftest import clock, till  # noqa: F401
from tests.bot.payments.till import Till

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

Act = Callable[[], Any]


def do_at_once(*acts: Act) -> list[Any]:
    """What each gave, or the kind of error, when each has read before either writes: the worst moment, made certain."""
    barrier = threading.Barrier(len(acts))

    def meet(*_: object) -> None:
        with suppress(threading.BrokenBarrierError):  # the lock kept the other one out
            barrier.wait(2)

    def try_it(act: Act) -> Any:
        try:
            return act()
        except (Refused, IntegrityError) as error:
            return type(error)

    event.listen(Session, "before_flush", meet)
    try:
        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(try_it, acts))
    finally:
        event.remove(Session, "before_flush", meet)


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "lock", lambda statement: statement)


@pytest.fixture
def deaf(till: Till) -> None:  # noqa: F811
    till.stripe.webhooks.faults.drop_share = 1.0


def settle_twice(till: Till) -> list[str]:  # noqa: F811
    """What the city service was told when two workers have fetched the same paid session."""
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.pay(url)
    checkout = till.cashier.stripe.get_checkout(url.rpartition("/")[2])
    do_at_once(*[lambda: till.cashier.settle(checkout)] * 2)
    return till.followed(payment)


@pytest.mark.usefixtures("deaf", "without_lock")
def test_without_the_lock_one_payment_has_two_effects(till: Till) -> None:  # noqa: F811
    assert settle_twice(till) == ["paid", "paid"]


@pytest.mark.usefixtures("deaf")
def test_with_it_one(till: Till) -> None:  # noqa: F811
    assert settle_twice(till) == ["paid"]


def start_twice(till: Till) -> list[Any]:  # noqa: F811
    payment = till.order()
    return do_at_once(*[lambda: till.cashier.start(payment.reference)] * 2)


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_one_of_two_tabs_fails(till: Till) -> None:  # noqa: F811
    assert IntegrityError in start_twice(till)
    assert len(till.attempts()) == 1  # the database allows no second live try


def test_with_it_two_tabs_share_one_page(till: Till) -> None:  # noqa: F811
    first, second = start_twice(till)
    assert first == second
    assert len(till.attempts()) == len(till.stripe.sessions) == 1


def test_many_tabs_at_once_share_one_page(till: Till) -> None:  # noqa: F811
    payment = till.order()
    with ThreadPoolExecutor(8) as pool:
        urls = set(pool.map(lambda _: till.cashier.start(payment.reference), range(8)))
    assert len(urls) == len(till.stripe.sessions) == 1


def refund_twice(till: Till) -> list[Any]:  # noqa: F811
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.hear()

    def ask() -> int:
        with till.database.write() as session:
            return request_refund(
                session, payment.id or 0, 400, reason="x", requested_by="", now=till.clock()
            ).amount_yen

    return do_at_once(ask, ask)


@pytest.mark.usefixtures("without_lock")
def test_without_the_lock_the_database_has_to_refuse(till: Till) -> None:  # noqa: F811
    """Both have found 600 yen left; the second has the same key as the first, which is all that stops it."""
    assert sorted(map(str, refund_twice(till))) == ["400", str(IntegrityError)]


def test_with_it_the_second_is_told_what_is_left(till: Till) -> None:  # noqa: F811
    assert sorted(map(str, refund_twice(till))) == ["400", str(Refused)]
    till.hear()
    assert sum(refund["amount"] for refund in till.stripe.refunds.values()) == 400


def claim_twice(till: Till) -> list[int]:  # noqa: F811
    for number in (1, 2):
        till.pay(till.cashier.start(till.order(number).reference))
    till.stripe.webhooks.wait()

    def claim() -> int:
        claimed = leases.claim(till.database, PaymentEvent, IS_WAITING, till.clock())  # type: ignore[arg-type]
        assert claimed is not None
        return claimed[0].id

    return do_at_once(claim, claim)


def test_without_the_lock_two_workers_take_the_same_event(
    till: Till,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leases, "lock_unlocked", lambda statement: statement)
    first, second = claim_twice(till)
    assert first == second


def test_with_it_each_takes_its_own(till: Till) -> None:  # noqa: F811
    first, second = claim_twice(till)
    assert first != second


def test_webhooks_workers_and_reconciliation_beside_each_other(till: Till) -> None:  # noqa: F811
    till.stripe.webhooks.faults.copies = 3
    payments: list[Payment] = [till.order(number) for number in range(30)]
    ended = threading.Event()

    def keep(act: Act) -> None:
        while not ended.is_set():
            if not act():
                ended.wait(0.01)

    def pay(payment: Payment) -> None:
        till.pay(till.cashier.start(payment.reference), "paypay")

    def reconcile() -> bool:
        till.clock.forward(seconds=61)
        return bool(look(till.cashier).events)

    with ThreadPoolExecutor(8) as pool:
        kept = [pool.submit(keep, act) for act in (*[lambda: work_one(till.cashier)] * 3, reconcile)]
        list(pool.map(pay, payments))
        till.stripe.webhooks.wait()
        ended.set()
        assert [one.result(30) for one in kept] == [None] * 4
    till.hear()
    assert {tuple(till.followed(payment)) for payment in payments} == {("paid",)}
    assert len(till.stripe.charges) == 30


def test_who_meets_a_lock_is_put_off_and_comes_back(till: Till) -> None:  # noqa: F811
    """A turn holds the payment for longer than a lock is waited for."""
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.stripe.webhooks.wait()
    with till.database.write() as session:
        opening.enter(session, payment.id or 0)
        assert work_one(till.cashier)
    assert till.followed(payment) == []
    till.clock.forward(seconds=5)
    till.hear()
    assert till.followed(payment) == ["paid"]
