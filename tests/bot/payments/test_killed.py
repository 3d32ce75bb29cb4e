"""Killed between two steps: whatever was begun is finished by whoever comes next, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.clients.stripe import StripeClient
from bot.services.payments import leases, working
from bot.services.payments.cashier import Cashier
from bot.services.payments.looking import look
from bot.services.payments.refunds import request_refund
from bot.services.payments.working import work_one
from tests.bot.payments.till import Till


class Killed(BaseException):
    """As SIGKILL is: nothing catches it, and nothing after it is done."""


@contextmanager
def killed_after(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> Iterator[None]:
    """The process ends as soon as this was done."""
    real = getattr(owner, name)

    def die(*arguments: Any, **more: Any) -> Any:
        real(*arguments, **more)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(owner, name, die)
        yield


def test_after_the_provider_made_the_page(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = till.order()
    with killed_after(monkeypatch, StripeClient, "create_checkout"):
        till.cashier.start(payment.reference)
    assert till.attempts()[0].session_id is None
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    assert till.followed(payment) == ["paid"]
    assert len(till.stripe.sessions) == 1


def test_the_page_was_paid_before_we_knew_of_it(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = till.order()
    with killed_after(monkeypatch, StripeClient, "create_checkout"):
        till.cashier.start(payment.reference)
    (session,) = till.stripe.sessions.values()
    till.pay(session["url"])
    till.hear()
    assert till.followed(payment) == ["paid"]


def test_after_an_event_was_claimed(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.stripe.webhooks.wait()
    with killed_after(monkeypatch, leases, "claim"):
        work_one(till.cashier)
    assert not work_one(till.cashier)  # leased
    till.clock.now += leases.LEASE + timedelta(seconds=1)
    till.hear()
    assert till.followed(payment) == ["paid"]


def test_after_it_was_fetched(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.stripe.webhooks.wait()
    with killed_after(monkeypatch, StripeClient, "get_checkout"):
        work_one(till.cashier)
    assert till.followed(payment) == []
    till.clock.now += leases.LEASE + timedelta(seconds=1)
    till.hear()
    assert till.followed(payment) == ["paid"]


def test_in_the_middle_of_what_follows(till: Till) -> None:
    """Between payment and issue: neither is there, and later both are."""
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.stripe.webhooks.wait()
    till.things.fails = True
    with pytest.raises(RuntimeError):
        work_one(till.cashier)
    assert (till.get(payment).state, till.followed(payment)) == ("open", [])
    till.things.fails = False
    till.clock.now += leases.LEASE + timedelta(seconds=1)
    till.hear()
    assert (till.get(payment).state, till.followed(payment)) == ("paid", ["paid"])


def test_after_it_was_settled(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.stripe.webhooks.wait()
    with killed_after(monkeypatch, working, "_take_over"):
        work_one(till.cashier)
    till.clock.now += leases.LEASE + timedelta(seconds=1)
    till.hear()
    assert till.followed(payment) == ["paid"]


def test_while_a_page_was_closed(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = till.order()
    till.cashier.start(payment.reference)
    till.things.price = 400
    till.stripe.webhooks.faults.drop_share = 1.0
    with killed_after(monkeypatch, StripeClient, "expire_checkout"):
        till.cashier.start(payment.reference)
    till.pay(till.cashier.start(payment.reference))
    till.clock.forward(minutes=9)
    look(till.cashier)
    till.hear()
    assert (till.get(payment).amount_yen, till.followed(payment)) == (400, ["paid"])


@pytest.mark.parametrize("owner", [StripeClient, leases])
def test_while_money_was_given_back(till: Till, monkeypatch: pytest.MonkeyPatch, owner: Any) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    till.stripe.webhooks.faults.drop_share = 1.0
    with till.database.write() as session:
        request_refund(session, payment.id or 0, 600, reason="x", requested_by="", now=till.clock())
    with killed_after(monkeypatch, owner, "create_refund" if owner is StripeClient else "claim"):
        working.send_refund(till.cashier)
    till.clock.now += leases.LEASE + timedelta(seconds=1)
    till.hear()
    assert till.get(payment).state == "refunded"
    assert len(till.stripe.refunds) == 1


def test_a_surplus_payment_is_given_back(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page could not be closed in time, and both were paid: one payment, the other given back."""
    payment = till.order()
    old = till.cashier.start(payment.reference)
    till.things.price = 400
    monkeypatch.setattr(Cashier, "close", _end_without_asking)
    new = till.cashier.start(payment.reference)
    till.pay(new)
    till.hear()
    till.pay(old)
    till.hear()
    assert till.followed(payment) == ["paid"]
    assert [attempt.state for attempt in till.attempts()] == ["surplus", "paid"]
    assert [(refund.amount_yen, refund.state) for refund in till.refunds()] == [(600, "succeeded")]
    assert (till.get(payment).state, till.get(payment).refunded_yen) == ("paid", 0)


def _end_without_asking(cashier: Cashier, attempt: Any, payment: Any) -> None:
    with cashier.database.write() as session:
        attempt.state = "expired"
        session.add(attempt)
