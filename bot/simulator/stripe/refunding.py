"""Refunds: never more than was paid; some wait for the customer, and some fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.simulator.stripe.records import Object, build_refund
from bot.simulator.stripe.refusal import invalid_parameter, missing_parameter, unexpected_state
from bot.simulator.stripe.state import SimulatedStripe

_KNOWN = {"amount", "charge", "expand", "instructions_email", "metadata", "payment_intent", "reason"}


def create_refund(stripe: SimulatedStripe, params: Mapping[str, Any]) -> Object:
    """A refund; by card and PayPay it succeeds at once, for Konbini the customer is asked for a bank account first."""
    if strange := sorted(set(params) - _KNOWN):
        raise invalid_parameter(strange[0], f"{strange[0]} is a parameter of Stripe's that is not simulated")
    charge = _find_charge(stripe, params)
    amount = _check_amount(charge, params)
    refund = build_refund(charge, amount, params, stripe.clock())
    is_konbini = charge["payment_method_details"]["type"] == "konbini"
    if is_konbini:
        _ask_for_account(stripe, charge, refund)
    stripe.refunds[refund["id"]] = refund
    _count(charge, amount)
    stripe.publish("refund.created", refund)
    stripe.publish("charge.refunded", charge)
    if stripe.failing_refunds:
        stripe.failing_refunds -= 1
        fail_refund(stripe, refund)
    elif not is_konbini:
        complete_refund(stripe, refund)
    return refund


def complete_refund(stripe: SimulatedStripe, refund: Object) -> None:
    """The money is with the customer. Raises StripeRefusal for a refund that is over."""
    _check_waits(refund)
    refund.update(status="succeeded", next_action=None)
    stripe.publish("refund.updated", refund)


def fail_refund(stripe: SimulatedStripe, refund: Object, reason: str = "expired_or_canceled_card") -> None:
    """It came back; what is left to refund is as before. One that had succeeded can fail, too."""
    if refund["status"] in ("failed", "canceled"):
        raise unexpected_state(f"This refund is {refund['status']}.")
    refund.update(status="failed", failure_reason=reason, next_action=None)
    _count(stripe.charges[refund["charge"]], -refund["amount"])
    stripe.publish("refund.updated", refund)
    stripe.publish("refund.failed", refund)


def _find_charge(stripe: SimulatedStripe, params: Mapping[str, Any]) -> Object:
    if "charge" in params:
        return stripe.get("charges", params["charge"], "charge")
    if "payment_intent" not in params:
        raise missing_parameter("payment_intent")
    intent = stripe.get("intents", params["payment_intent"], "payment_intent")
    if intent["latest_charge"] is None:
        raise unexpected_state(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.", param="payment_intent"
        )
    return stripe.get("charges", intent["latest_charge"])


def _check_amount(charge: Object, params: Mapping[str, Any]) -> int:
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise unexpected_state(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    amount: int = params.get("amount", left)
    if amount < 1:
        raise invalid_parameter("amount", "Invalid positive integer", "parameter_invalid_integer")
    if amount > left:
        raise unexpected_state(
            f"Refund amount (¥{amount:,}) is greater than unrefunded amount on charge (¥{left:,})", param="amount"
        )
    return amount


def _ask_for_account(stripe: SimulatedStripe, charge: Object, refund: Object) -> None:
    session = next(one for one in stripe.sessions.values() if one["payment_intent"] == charge["payment_intent"])
    email = refund["instructions_email"] or (session["customer_details"] or {}).get("email")
    if not email:
        raise missing_parameter("instructions_email")
    refund.update(
        status="requires_action",
        instructions_email=email,
        next_action={"type": "display_details", "display_details": {"email_sent": {"email_sent_to": email}}},
    )


def _count(charge: Object, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]


def _check_waits(refund: Object) -> None:
    if refund["status"] not in ("pending", "requires_action"):
        raise unexpected_state(f"This refund is {refund['status']}.")
