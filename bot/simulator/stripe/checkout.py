"""Checkout sessions: what one may be made of, and how it ends without money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.stripe.records import Object, build_session, seconds
from bot.simulator.stripe.refusal import StripeRefusal, invalid_parameter, missing_parameter, unexpected_state
from bot.simulator.stripe.state import SimulatedStripe

LEAST_YEN, MOST_YEN = 50, 99_999_999
KONBINI_YEN = range(120, 300_001)
MOST_ITEMS = 100
SHORTEST_SECONDS, LONGEST_SECONDS = 30 * 60, 24 * 3600
# What this stand-in acts upon. Everything else that Stripe knows is refused, not ignored.
_KNOWN = {
    "cancel_url",
    "client_reference_id",
    "expand",
    "expires_at",
    "excluded_payment_method_types",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_intent_data",
    "payment_method_options",
    "success_url",
}


def create_session(stripe: SimulatedStripe, params: Mapping[str, Any]) -> Object:
    """An open session with the payment methods that suit its amount. Raises StripeRefusal."""
    if strange := sorted(set(params) - _KNOWN):
        raise invalid_parameter(strange[0], f"{strange[0]} is a parameter of Stripe's that is not simulated")
    _check_mode(params)
    for number, item in enumerate(params["line_items"]):
        _check_item(item, f"line_items[{number}]")
    for name in ("success_url", "cancel_url"):
        _check_url(params, name)
    now = stripe.clock()
    _check_expiry(params, now)
    _check_konbini(params)
    methods = choose_methods(_total(params), params.get("excluded_payment_method_types", ()))
    session = build_session(params, now, methods, stripe.pay_url)
    _check_total(session)
    stripe.sessions[session["id"]] = session
    stripe.watch(session["expires_at"], session)
    stripe.items[session["id"]] = params["line_items"]
    stripe.intent_metadata[session["id"]] = dict(params.get("payment_intent_data", {}).get("metadata", {}))
    return session


def expire_session(stripe: SimulatedStripe, session: Object) -> Object:
    """Raises StripeRefusal unless the session is open."""
    if session["status"] != "open":
        raise unexpected_state(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of'
            f" {session['status']}."
        )
    session.update(status="expired", url=None)
    stripe.publish("checkout.session.expired", session)
    return session


def choose_methods(total: int, excluded: Any) -> list[str]:
    """Dynamic payment methods: what the account has switched on and the amount allows."""
    methods = ["card", "link", "paypay", *(["konbini"] if total in KONBINI_YEN else [])]
    return [method for method in methods if method not in excluded]


def _total(params: Mapping[str, Any]) -> int:
    return sum(item["price_data"]["unit_amount"] * item["quantity"] for item in params["line_items"])


def _check_mode(params: Mapping[str, Any]) -> None:
    if params.get("mode") is None:
        raise missing_parameter("mode")
    if params["mode"] != "payment":
        raise invalid_parameter("mode", f"The mode {params['mode']} is not simulated")
    if not params.get("line_items"):
        raise invalid_parameter("line_items", "`line_items` is required in `payment` mode", "parameter_missing")
    if len(params["line_items"]) > MOST_ITEMS:
        raise invalid_parameter("line_items", f"There is a maximum of {MOST_ITEMS} line items")
    if params.get("success_url") is None:
        raise missing_parameter("success_url")
    if len(params.get("client_reference_id", "")) > 200:
        raise invalid_parameter("client_reference_id", "Must be at most 200 characters", "parameter_invalid_string")


def _check_item(item: Mapping[str, Any], place: str) -> None:
    price, inside = item.get("price_data"), f"{place}[price_data]"
    if "price" in item:
        raise StripeRefusal(400, f"No such price: '{item['price']}'", code="resource_missing", param=f"{place}[price]")
    if price is None:
        raise missing_parameter(inside)
    if "unit_amount" not in price:
        raise missing_parameter(f"{inside}[unit_amount]")
    if "product_data" not in price:
        raise missing_parameter(f"{inside}[product_data]")
    if price["unit_amount"] < 0:
        raise invalid_parameter(f"{inside}[unit_amount]", "Invalid non-negative integer", "parameter_invalid_integer")
    if item.get("quantity", 0) < 1:
        raise invalid_parameter(f"{place}[quantity]", "Quantity is required, and at least 1", "parameter_missing")
    if price["currency"] != "jpy":
        raise invalid_parameter(f"{inside}[currency]", f"Invalid currency: {price['currency']}; this account has jpy")


def _check_url(params: Mapping[str, Any], name: str) -> None:
    if name in params:
        parts = urlsplit(params[name])
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise invalid_parameter(name, "Not a valid URL", "url_invalid")


def _check_expiry(params: Mapping[str, Any], now: datetime) -> None:
    left = params.get("expires_at", seconds(now) + LONGEST_SECONDS) - seconds(now)
    if left < SHORTEST_SECONDS:
        raise invalid_parameter(
            "expires_at", "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        )
    if left > LONGEST_SECONDS:
        raise invalid_parameter(
            "expires_at", "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        )


def _check_konbini(params: Mapping[str, Any]) -> None:
    options = params.get("payment_method_options", {})
    if strange := sorted(set(options) - {"konbini"}):
        raise invalid_parameter(f"payment_method_options[{strange[0]}]", f"{strange[0]} options are not simulated")
    if not 1 <= options.get("konbini", {}).get("expires_after_days", 3) <= 60:
        raise invalid_parameter(
            "payment_method_options[konbini][expires_after_days]",
            "Must be between 1 and 60",
            "parameter_invalid_integer",
        )


def _check_total(session: Object) -> None:
    if not LEAST_YEN <= session["amount_total"] <= MOST_YEN:
        code = "amount_too_small" if session["amount_total"] < LEAST_YEN else "amount_too_large"
        raise invalid_parameter("line_items", f"The total must be between {LEAST_YEN} and {MOST_YEN} yen", code)
