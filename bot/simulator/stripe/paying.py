"""What the customer does at the hosted page, and at the store."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta

from bot.clock import TOKYO
from bot.errors import MadoguchiError
from bot.simulator.stripe.records import Object, build_charge, build_intent, seconds
from bot.simulator.stripe.refusal import unexpected_state
from bot.simulator.stripe.state import SimulatedStripe

# Stripe's test cards; the second part is the decline code, empty for one that pays.
CARDS = {
    "4242424242424242": "",
    "4000000000000002": "generic_decline",
    "4000000000009995": "insufficient_funds",
}
AT_ONCE = ("card", "link", "paypay")
STORES = ("familymart", "lawson", "ministop", "seicomart")


class Declined(MadoguchiError):
    """The card was refused; the message is Stripe's decline code. The session stays open."""


def pay(stripe: SimulatedStripe, session: Object, method: str, card: str = "4242424242424242") -> None:
    """Pay at once by card, Link or PayPay. Raises Declined, and StripeRefusal for a session that is not open."""
    intent = _confirm(stripe, session, method)
    if method == "card" and (code := CARDS.get(card, "generic_decline")):
        intent.update(
            status="requires_payment_method", last_payment_error={"code": "card_declined", "decline_code": code}
        )
        stripe.publish("payment_intent.payment_failed", intent)
        raise Declined(code)
    _succeed(stripe, session, intent)
    session.update(status="complete", url=None)
    stripe.publish("checkout.session.completed", session)


def take_voucher(stripe: SimulatedStripe, session: Object, email: str) -> None:
    """Choose Konbini: the session is complete, and unpaid until the store has the money."""
    intent = _confirm(stripe, session, "konbini")
    days = session["payment_method_options"].get("konbini", {}).get("expires_after_days", 3)
    last_day = stripe.clock().astimezone(TOKYO).date() + timedelta(days=days)
    deadline = datetime.combine(last_day, time(23, 59, 59), TOKYO)
    codes = {store: {"confirmation_number": _digits(11), "payment_code": _digits(6)} for store in STORES}
    details = {
        "expires_at": seconds(deadline),
        "hosted_voucher_url": f"{stripe.pay_url}/{session['id']}",
        "stores": codes,
    }
    intent.update(
        status="requires_action",
        next_action={"type": "konbini_display_details", "konbini_display_details": details},
    )
    session.update(status="complete", url=None, customer_details={"email": email})
    stripe.watch(seconds(deadline), session)
    stripe.publish("checkout.session.completed", session)


def pay_at_store(stripe: SimulatedStripe, session: Object) -> None:
    """The customer paid the voucher. Raises StripeRefusal when there is none to pay."""
    _succeed(stripe, session, _waiting(stripe, session))
    stripe.publish("checkout.session.async_payment_succeeded", session)


def fail_voucher(stripe: SimulatedStripe, session: Object) -> None:
    """Nobody paid the voucher in time."""
    intent = _waiting(stripe, session)
    intent.update(
        status="requires_payment_method",
        next_action=None,
        last_payment_error={"code": "payment_intent_payment_attempt_expired"},
    )
    stripe.publish("payment_intent.payment_failed", intent)
    stripe.publish("checkout.session.async_payment_failed", session)


def _confirm(stripe: SimulatedStripe, session: Object, method: str) -> Object:
    if session["status"] != "open":
        raise unexpected_state(f"This Checkout Session is {session['status']}.")
    if method not in session["payment_method_types"]:
        raise unexpected_state(f"{method} is not offered for this session.", param="payment_method")
    intent = stripe.intents.get(session["payment_intent"] or "")
    if intent is None:
        intent = build_intent(session, stripe.intent_metadata[session["id"]], method, stripe.clock())
        stripe.intents[intent["id"]] = intent
        session["payment_intent"] = intent["id"]
    intent["payment_method_types"] = [method]
    return intent


def _succeed(stripe: SimulatedStripe, session: Object, intent: Object) -> None:
    charge = build_charge(intent, stripe.clock())
    stripe.charges[charge["id"]] = charge
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        next_action=None,
        last_payment_error=None,
    )
    session["payment_status"] = "paid"
    stripe.publish("charge.succeeded", charge)
    stripe.publish("payment_intent.succeeded", intent)


def _waiting(stripe: SimulatedStripe, session: Object) -> Object:
    intent = stripe.intents.get(session["payment_intent"] or "")
    if intent is None or intent["status"] != "requires_action":
        raise unexpected_state("There is no voucher that waits for money.")
    return intent


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))
