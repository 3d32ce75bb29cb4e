"""Lost webhooks and differences: found, repaired where that is safe, listed where it is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.errors import TemporaryFault
from bot.models.payments import Payment, PaymentAttempt
from bot.services.payments.differences import Kind
from bot.services.payments.looking import look
from bot.services.payments.refunds import request_refund
from bot.services.payments.report import Report, make_report
from bot.simulator.stripe.refunding import create_refund
from tests.bot.payments.till import Till
from tests.simulator.conftest import Clock


def be_deaf(till: Till) -> None:
    till.stripe.webhooks.faults.drop_share = 1.0


def compare(till: Till) -> Report:
    return make_report(till.cashier, till.clock() - timedelta(days=2))


def kinds(report: Report) -> list[tuple[str, bool]]:
    return [(difference.kind, difference.is_repaired) for difference in report.differences]


def test_lost_webhooks_are_found_in_the_list_of_events(till: Till, clock: Clock) -> None:
    be_deaf(till)
    payments = [till.order(number) for number in range(3)]
    for payment in payments:
        till.pay(till.cashier.start(payment.reference))
    clock.forward(minutes=2)
    assert look(till.cashier).events == 3
    assert till.hear() == 3
    assert [till.followed(payment) for payment in payments] == [["paid"]] * 3
    assert {event.origin for event in till.events()} == {"reconciliation"}
    assert look(till.cashier).events == 0


def test_a_quiet_try_is_asked_about(till: Till, clock: Clock) -> None:
    be_deaf(till)
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.stripe.events.clear()  # not even in the list
    clock.forward(minutes=9)
    assert look(till.cashier).attempts == 1
    assert till.followed(payment) == ["paid"]


def test_a_try_that_nobody_saw_ends_quietly(till: Till, clock: Clock) -> None:
    payment = till.order()
    till.stripe.faults.add("checkout.sessions.create", "error", times=3)
    with pytest.raises(TemporaryFault):
        till.cashier.start(payment.reference)
    clock.forward(hours=13)
    assert look(till.cashier).attempts == 1
    assert (till.get(payment).state, till.attempts()[0].state) == ("open", "expired")
    assert not till.stripe.sessions
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    assert till.followed(payment) == ["paid"]


def test_a_provider_that_forgot_the_page_is_no_dead_end(till: Till, clock: Clock) -> None:
    payment = till.order()
    till.cashier.start(payment.reference)
    till.stripe.sessions.clear()
    till.stripe.due.clear()
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    assert till.followed(payment) == ["paid"]


def test_all_is_even(till: Till) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    report = compare(till)
    assert report.is_even
    assert (report.payments, report.paid_here_yen, report.paid_there_yen) == (1, 600, 600)
    assert report.to_json()["differences"] == ()


def test_paid_there_and_not_here_is_repaired(till: Till) -> None:
    be_deaf(till)
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    report = compare(till)
    assert kinds(report) == [(Kind.NOT_HERE, True)]
    assert report.is_even
    assert till.followed(payment) == ["paid"]
    assert kinds(compare(till)) == []


def test_a_refund_there_and_not_here_is_repaired(till: Till) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    be_deaf(till)
    with till.stripe.lock:
        create_refund(till.stripe, {"payment_intent": next(iter(till.stripe.intents)), "amount": 100})
    assert kinds(compare(till)) == [(Kind.REFUND_NOT_HERE, True)]
    assert till.get(payment).refunded_yen == 100


def test_paid_here_and_not_there_is_listed(till: Till) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    till.stripe.sessions.clear()
    report = compare(till)
    assert kinds(report) == [(Kind.NOT_THERE, False)]
    assert (report.differences[0].reference, report.differences[0].here_yen) == (payment.reference, 600)
    assert not report.is_even
    assert till.get(payment).state == "paid"  # people decide


def test_an_amount_that_differs_is_listed(till: Till) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.session_of(url)["amount_total"] = 60
    till.pay(url)
    till.hear()
    report = compare(till)
    assert kinds(report) == [(Kind.AMOUNT, False)]
    assert (report.differences[0].here_yen, report.differences[0].there_yen) == (600, 60)


def test_an_order_we_do_not_have_is_listed(till: Till) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.session_of(url)["client_reference_id"] = "P-OTHER"
    till.pay(url)
    till.hear()
    assert kinds(compare(till)) == [(Kind.UNKNOWN, False)]


def test_a_failed_refund_is_listed(till: Till) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    till.stripe.failing_refunds = 1
    with till.database.write() as session:
        request_refund(session, payment.id or 0, 100, reason="x", requested_by="", now=till.clock())
    till.hear()
    assert kinds(compare(till)) == [(Kind.REFUND_FAILED, False)]


def test_a_wrong_row_is_seen(till: Till) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    with till.database.write() as session:
        session.execute(update(PaymentAttempt).values(amount_yen=6))
        session.execute(update(Payment).where(col(Payment.id) == payment.id).values(amount_yen=6))
    assert kinds(compare(till)) == [(Kind.AMOUNT, False)]
