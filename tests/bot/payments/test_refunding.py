"""Given back: in parts, in whole, never too much, and when the provider can't."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.models.payments import Payment
from bot.services.payments.looking import SLOW, look_at_refunds
from bot.services.payments.refunds import request_refund
from bot.simulator.stripe.refunding import complete_refund, create_refund, fail_refund
from tests.bot.payments.till import Till
from tests.simulator.conftest import Clock

Ask = Callable[..., None]


@pytest.fixture
def paid(till: Till) -> Payment:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    return payment


@pytest.fixture
def ask(till: Till) -> Ask:
    def ask(payment: Payment, amount: int) -> None:
        assert payment.id is not None
        with till.database.write() as session:
            request_refund(session, payment.id, amount, reason="wrong_document", requested_by="7", now=till.clock())

    return ask


def money(till: Till, payment: Payment) -> tuple[str, int]:
    found = till.get(payment)
    return found.state, found.refunded_yen


def test_in_parts(till: Till, paid: Payment, ask: Ask) -> None:
    ask(paid, 200)
    assert money(till, paid) == ("paid", 0)  # not before the provider has done it
    till.hear()
    assert money(till, paid) == ("partly_refunded", 200)
    ask(paid, 400)
    till.hear()
    assert money(till, paid) == ("refunded", 600)
    assert till.followed(paid) == ["paid", "partly_refunded", "refunded"]
    assert len(till.stripe.refunds) == 2


def test_each_part_is_news(till: Till, paid: Payment, ask: Ask) -> None:
    for amount in (200, 100):
        ask(paid, amount)
        till.hear()
    assert money(till, paid) == ("partly_refunded", 300)
    assert till.followed(paid) == ["paid", "partly_refunded", "partly_refunded"]


@pytest.mark.parametrize("amount", [0, -1, 601])
def test_no_more_than_was_paid(till: Till, paid: Payment, ask: Ask, amount: int) -> None:
    with pytest.raises(Refused):
        ask(paid, amount)
    assert till.refunds() == []


def test_what_is_asked_for_already_counts(till: Till, paid: Payment, ask: Ask) -> None:
    ask(paid, 400)
    with pytest.raises(Refused):
        ask(paid, 201)


def test_an_unpaid_one_has_nothing_to_give_back(till: Till, ask: Ask) -> None:
    payment = till.order()
    till.take_voucher(till.cashier.start(payment.reference))
    till.hear()
    with pytest.raises(Refused):
        ask(payment, 100)


def test_konbini_waits_for_the_citizen_and_may_fail(till: Till, ask: Ask) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.take_voucher(url)
    till.pay_at_store(url)
    till.hear()
    ask(payment, 600)
    till.hear()
    assert (money(till, payment), till.refunds()[0].state) == (("paid", 0), "pending")
    (refund,) = till.stripe.refunds.values()
    with till.stripe.lock:
        fail_refund(till.stripe, refund, "declined")
    till.hear()
    assert (till.refunds()[0].state, till.refunds()[0].failure_reason) == ("failed", "declined")
    ask(payment, 600)  # it can be tried once more
    till.hear()
    with till.stripe.lock:
        complete_refund(till.stripe, [*till.stripe.refunds.values()][1])
    till.hear()
    assert money(till, payment) == ("refunded", 600)
    assert till.followed(payment)[-2:] == ["paid", "refunded"]


def test_one_that_succeeded_and_failed_later_is_taken_back(till: Till, paid: Payment, ask: Ask) -> None:
    ask(paid, 600)
    till.hear()
    (refund,) = till.stripe.refunds.values()
    with till.stripe.lock:
        fail_refund(till.stripe, refund)
    till.hear()
    assert money(till, paid) == ("paid", 0)
    assert till.followed(paid) == ["paid", "refunded", "paid"]


def test_asked_for_again_after_a_lost_answer_it_is_made_once(till: Till, paid: Payment, ask: Ask) -> None:
    ask(paid, 200)
    till.stripe.faults.add("refunds.create", "accepted-error", times=3)
    till.stripe.webhooks.faults.drop_share = 1.0
    till.hear()
    assert till.refunds()[0].state == "requested"
    till.clock.forward(seconds=5)
    till.hear()
    assert money(till, paid) == ("partly_refunded", 200)
    assert len(till.stripe.refunds) == 1


def test_also_when_the_key_is_forgotten_by_then(till: Till, paid: Payment, ask: Ask, clock: Clock) -> None:
    ask(paid, 200)
    till.stripe.faults.add("refunds.create", "accepted-error", times=3)
    till.stripe.webhooks.faults.drop_share = 1.0
    till.hear()
    clock.forward(hours=30)
    till.hear()
    assert money(till, paid) == ("partly_refunded", 200)
    assert len(till.stripe.refunds) == 1


def test_a_fault_that_the_provider_repeats_makes_no_second_refund(
    till: Till, paid: Payment, ask: Ask, clock: Clock
) -> None:
    ask(paid, 200)
    till.stripe.keeps_faults = True
    till.stripe.faults.add("refunds.create", "error")
    for _ in range(5):
        till.hear()
        clock.forward(minutes=6)
    assert till.refunds()[0].state == "requested"
    clock.forward(hours=25)  # the key is forgotten, and no refund with it was made
    till.hear()
    assert money(till, paid) == ("partly_refunded", 200)
    assert len(till.stripe.refunds) == 1


def test_one_made_at_the_provider_is_noted(till: Till, paid: Payment, ask: Ask) -> None:
    (intent,) = till.stripe.intents
    with till.stripe.lock:
        create_refund(till.stripe, {"payment_intent": intent, "amount": 500})
    till.hear()
    assert money(till, paid) == ("partly_refunded", 500)
    with pytest.raises(Refused):
        ask(paid, 101)


def test_what_the_provider_will_not_do_has_failed(till: Till, paid: Payment, ask: Ask) -> None:
    ask(paid, 600)
    till.stripe.webhooks.faults.drop_share = 1.0
    (intent,) = till.stripe.intents
    with till.stripe.lock:
        create_refund(till.stripe, {"payment_intent": intent})
    till.hear()
    assert [(refund.state, refund.failure_reason) for refund in till.refunds()] == [
        ("failed", "charge_already_refunded")
    ]


def test_a_slow_one_is_asked_about(till: Till, ask: Ask, clock: Clock) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.take_voucher(url)
    till.pay_at_store(url)
    ask_at = till.hear() and payment
    ask(ask_at, 600)
    till.hear()
    till.stripe.webhooks.faults.drop_share = 1.0
    with till.stripe.lock:
        complete_refund(till.stripe, next(iter(till.stripe.refunds.values())))
    assert look_at_refunds(till.cashier) == 1
    assert money(till, payment) == ("refunded", 600)
    clock.now += SLOW + timedelta(minutes=1)
    assert look_at_refunds(till.cashier) == 0
