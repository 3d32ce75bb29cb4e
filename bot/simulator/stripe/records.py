"""Objects as Stripe writes them, as far as this stand-in knows them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

Object = dict[str, Any]


def new_id(prefix: str) -> str:
    """An identifier such as `pi_3Qk…`."""
    return f"{prefix}_{secrets.token_hex(12)}"


def seconds(at: datetime) -> int:
    """Whole seconds since 1970, as Stripe writes times."""
    return int(at.timestamp())


def build_session(params: Mapping[str, Any], at: datetime, methods: list[str], pay_url: str) -> Object:
    """An open Checkout session; its amounts are the sums of its line items."""
    id = new_id("cs_test")
    items = params["line_items"]
    total = sum(item["price_data"]["unit_amount"] * item["quantity"] for item in items)
    return {
        "id": id,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": seconds(at),
        "currency": items[0]["price_data"]["currency"],
        "customer": None,
        "customer_details": None,
        "expires_at": params.get("expires_at") or seconds(at) + 24 * 3600,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": dict(params.get("metadata", {})),
        "mode": params["mode"],
        "payment_intent": None,
        "payment_method_options": params.get("payment_method_options", {}),
        "payment_method_types": methods,
        "payment_status": "unpaid",
        "status": "open",
        "success_url": params["success_url"],
        "ui_mode": "hosted_page",
        "url": f"{pay_url}/{id}",
    }


def build_intent(session: Mapping[str, Any], metadata: Mapping[str, str], method: str, at: datetime) -> Object:
    """The payment of a session, made when the customer confirms it."""
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_received": 0,
        "canceled_at": None,
        "created": seconds(at),
        "currency": session["currency"],
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": dict(metadata),
        "next_action": None,
        "payment_method_types": [method],
        "status": "requires_confirmation",
    }


def build_charge(intent: Mapping[str, Any], at: datetime) -> Object:
    method = intent["payment_method_types"][0]
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "captured": True,
        "created": seconds(at),
        "currency": intent["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method_details": {"type": method, method: {}},
        "refunded": False,
        "status": "succeeded",
    }


def build_refund(charge: Mapping[str, Any], amount: int, params: Mapping[str, Any], at: datetime) -> Object:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": seconds(at),
        "currency": charge["currency"],
        "failure_reason": None,
        "instructions_email": params.get("instructions_email"),
        "metadata": dict(params.get("metadata") or {}),
        "next_action": None,
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
        "status": "pending",
    }


def build_event(kind: str, subject: Object, at: datetime, api_version: str) -> Object:
    """An event with the object as it is now."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": api_version,
        "created": seconds(at),
        "data": {"object": dict(subject)},
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
