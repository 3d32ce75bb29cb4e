"""Refunds: in parts, never more than was paid, waiting, failing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe as sdk

from bot.simulator.stripe.refunding import complete_refund, fail_refund
from bot.simulator.stripe.state import SimulatedStripe
from tests.simulator.stripe.conftest import ORDER

Press = Callable[..., tuple[int, str]]


@pytest.fixture
def pay(client: Any, press: Press) -> Callable[..., str]:
    """Pay an order of 600 yen; the payment intent's id."""

    def pay(*acts: str) -> str:
        session = client.checkout.sessions.create(ORDER)
        for act in acts:
            press(session.url, act=act, card="4242424242424242", email="hanako@example.com")
        return str(client.checkout.sessions.retrieve(session.id).payment_intent)

    return pay


def test_in_parts_and_then_no_more(client: Any, pay: Callable[..., str]) -> None:
    paid = pay("card")
    assert client.refunds.create({"payment_intent": paid, "amount": 200}).status == "succeeded"
    with pytest.raises(sdk.InvalidRequestError, match="greater than unrefunded amount") as refused:
        client.refunds.create({"payment_intent": paid, "amount": 401})
    assert refused.value.param == "amount"
    assert client.refunds.create({"payment_intent": paid}).amount == 400
    with pytest.raises(sdk.InvalidRequestError) as refused:
        client.refunds.create({"payment_intent": paid, "amount": 1})
    assert refused.value.code == "charge_already_refunded"
    assert len(client.refunds.list({"payment_intent": paid}).data) == 2


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_and_less_are_refused(client: Any, pay: Callable[..., str], amount: int) -> None:
    with pytest.raises(sdk.InvalidRequestError) as refused:
        client.refunds.create({"payment_intent": pay("card"), "amount": amount})
    assert refused.value.code == "parameter_invalid_integer"


def test_what_was_not_paid_is_not_refunded(client: Any, pay: Callable[..., str]) -> None:
    with pytest.raises(sdk.InvalidRequestError, match="does not have a successful charge"):
        client.refunds.create({"payment_intent": pay("konbini")})


def test_konbini_asks_for_a_bank_account_first(client: Any, account: SimulatedStripe, pay: Callable[..., str]) -> None:
    refund = client.refunds.create({"payment_intent": pay("konbini", "store")})
    assert (refund.status, refund.next_action.type) == ("requires_action", "display_details")
    complete_refund(account, account.refunds[refund.id])
    assert client.refunds.retrieve(refund.id).status == "succeeded"


def test_a_failed_refund_gives_the_amount_back(client: Any, account: SimulatedStripe, pay: Callable[..., str]) -> None:
    paid = pay("konbini", "store")
    refund = client.refunds.create({"payment_intent": paid})
    fail_refund(account, account.refunds[refund.id])
    assert [event["type"] for event in account.events.values()][-1] == "refund.failed"
    charge = client.charges.retrieve(refund.charge)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert client.refunds.create({"payment_intent": paid}).amount == 600


def test_the_next_refunds_fail_on_demand(client: Any, account: SimulatedStripe, pay: Callable[..., str]) -> None:
    account.failing_refunds = 1
    paid = pay("card")
    assert [client.refunds.create({"payment_intent": paid}).status for _ in range(2)] == ["failed", "succeeded"]
