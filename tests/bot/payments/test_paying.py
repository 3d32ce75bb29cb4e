"""From the order to the money: at once, at the store, too late, once more."""

from __future__ import annotations

import pytest

from bot.errors import TemporaryFault
from bot.services.payments.opening import cancel_payment
from bot.services.payments.subjects import NotPayable
from bot.simulator.stripe.passing import let_time_pass
from tests.bot.payments.till import Till
from tests.simulator.conftest import Clock


@pytest.mark.parametrize("method", ["card", "link", "paypay"])
def test_paid_at_once(till: Till, method: str) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference), method)
    till.hear()
    paid = till.get(payment)
    assert (paid.state, paid.method, paid.paid_at) == ("paid", method, till.clock())
    assert till.followed(payment) == ["paid"]


def test_nothing_about_a_citizen_goes_to_the_provider(till: Till) -> None:
    payment = till.order(language="ja-easy")
    till.cashier.start(payment.reference)
    ((_, sent, _),) = [call for call in till.running.api.calls if call[0] == "checkout.sessions.create"]
    own = {"reference": payment.reference, "attempt": "1"}
    address = till.find_url(payment) + "?back=1"
    assert sent.pop("expires_at").isdecimal()
    assert sent == {
        "mode": "payment",
        "client_reference_id": payment.reference,
        "metadata": own,
        "payment_intent_data": {"metadata": own},
        "line_items": [
            {
                "quantity": "1",
                "price_data": {
                    "currency": "jpy",
                    "unit_amount": "600",
                    "product_data": {"name": f"注文 {payment.reference}"},
                },
            }
        ],
        "locale": "ja",
        "success_url": address,
        "cancel_url": address,
        "payment_method_options": {"konbini": {"expires_after_days": "3"}},
    }


def test_konbini_issues_only_when_the_store_has_the_money(till: Till) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.take_voucher(url)
    till.hear()
    waiting = till.get(payment)
    assert waiting.state == "processing"
    assert waiting.pay_by is not None
    assert till.followed(payment) == ["processing"]
    with pytest.raises(NotPayable):
        till.cashier.start(payment.reference)
    till.pay_at_store(url)
    till.hear()
    assert till.followed(payment) == ["processing", "paid"]
    assert (till.get(payment).method, till.get(payment).pay_by) == ("konbini", None)


def test_a_voucher_that_lapses_can_be_paid_again(till: Till, clock: Clock) -> None:
    payment = till.order()
    till.take_voucher(till.cashier.start(payment.reference))
    till.hear()
    clock.forward(days=5)
    with till.stripe.lock:
        let_time_pass(till.stripe)
    till.hear()
    assert till.get(payment).state == "failed"
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    assert till.followed(payment) == ["processing", "failed", "paid"]
    assert [attempt.state for attempt in till.attempts()] == ["failed", "paid"]


def test_a_page_that_expired_can_be_paid_again(till: Till, clock: Clock) -> None:
    payment = till.order()
    first = till.cashier.start(payment.reference)
    clock.forward(hours=13)
    with till.stripe.lock:
        let_time_pass(till.stripe)
    till.hear()
    assert till.get(payment).state == "expired"
    second = till.cashier.start(payment.reference)
    assert second != first
    till.pay(second)
    till.hear()
    assert till.followed(payment) == ["expired", "paid"]


def test_the_amount_is_what_it_costs_now(till: Till) -> None:
    payment = till.order()
    old = till.cashier.start(payment.reference)
    till.things.price = 400
    new = till.cashier.start(payment.reference)
    assert till.session_of(old)["status"] == "expired"
    assert till.session_of(new)["amount_total"] == 400
    till.pay(new)
    till.hear()
    assert (till.get(payment).amount_yen, till.get(payment).lines[0]["yen"]) == (400, 400)
    assert till.followed(payment) == ["paid"]  # that the first page was closed is nobody's news


def test_what_was_paid_while_the_amount_changed_stays_paid(till: Till) -> None:
    payment = till.order()
    till.pay(till.cashier.start(payment.reference))
    till.things.price = 400
    with pytest.raises(NotPayable):
        till.cashier.start(payment.reference)
    assert (till.get(payment).state, till.get(payment).amount_yen) == ("paid", 600)


def test_what_can_no_longer_be_had_is_not_paid_for(till: Till) -> None:
    payment = till.order()
    till.things.is_gone = True
    with pytest.raises(NotPayable):
        till.cashier.start(payment.reference)
    assert not till.stripe.sessions


def test_one_order_has_one_payment_and_tabs_share_a_page(till: Till) -> None:
    payment, again = till.order(), till.order()
    assert payment.reference == again.reference
    assert till.cashier.start(payment.reference) == till.cashier.start(payment.reference)
    assert len(till.stripe.sessions) == 1


def test_cancelled_and_paid_all_the_same_is_given_back(till: Till) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    assert payment.id is not None
    with till.database.write() as session:
        cancel_payment(session, payment.id, till.clock())
    till.pay(url)
    till.hear()
    assert (till.get(payment).state, till.followed(payment)) == ("cancelled", [])
    assert [(refund.reason, refund.state) for refund in till.refunds()] == [("surplus", "succeeded")]
    (charge,) = till.stripe.charges.values()
    assert charge["refunded"]
    with pytest.raises(NotPayable):
        till.cashier.start(payment.reference)


def test_while_the_provider_is_down_nothing_is_lost(till: Till) -> None:
    payment = till.order()
    till.stripe.faults.add("checkout.sessions.create", "accepted-error", times=3)
    with pytest.raises(TemporaryFault):
        till.cashier.start(payment.reference)
    assert till.get(payment).state == "open"
    url = till.cashier.start(payment.reference)
    assert len(till.stripe.sessions) == 1  # what it had made without our hearing of it
    till.pay(url)
    till.hear()
    assert till.followed(payment) == ["paid"]


def test_a_fault_that_the_provider_repeats_under_its_key_is_no_dead_end(till: Till) -> None:
    payment = till.order()
    till.stripe.keeps_faults = True
    till.stripe.faults.add("checkout.sessions.create", "error")
    with pytest.raises(TemporaryFault):
        till.cashier.start(payment.reference)
    till.pay(till.cashier.start(payment.reference))
    till.hear()
    assert [attempt.state for attempt in till.attempts()] == ["expired", "paid"]
    assert till.followed(payment) == ["paid"]


@pytest.mark.parametrize(("field", "value"), [("amount_total", 60), ("currency", "usd")])
def test_another_amount_or_currency_is_refused(till: Till, field: str, value: object) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.session_of(url)[field] = value
    till.pay(url)
    till.hear()
    assert (till.get(payment).state, till.followed(payment)) == ("open", [])
    assert [attempt.state for attempt in till.attempts()] == ["mismatch"]
    with pytest.raises(NotPayable):
        till.cashier.start(payment.reference)
