"""Stripe: the one home of its SDK. Objects come out as our own values; what goes in is an order number, an amount, a
language and two addresses of ours, and nothing about a citizen."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe

from bot.errors import MadoguchiError, TemporaryFault

stripe.enable_telemetry = False  # how long our calls took is nobody's business
logging.getLogger("stripe").setLevel(logging.WARNING)  # below that it writes bodies

WAIT_SECONDS = 5.0
RETRIES = 2  # by the SDK, under the same idempotency key
TOLERANCE_SECONDS = 300  # how old a signature may be
KONBINI_DAYS = 3
_LOCALES = {"ja": "ja", "ja-easy": "ja", "en": "en", "zh": "zh", "ko": "ko", "vi": "vi"}
_EXPAND = ["payment_intent.latest_charge"]
_PASSING = (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError, stripe.AuthenticationError)


Answer = TypeVar("Answer")


class StripeRefused(MadoguchiError):
    """Stripe will not do it, now or later; the message is its code or the kind of error, nothing of a body."""


class StaleFault(TemporaryFault):
    """Stripe repeats a fault of its own under this idempotency key, and will for a day: what was asked may be done."""


class ForgedWebhook(MadoguchiError):
    """Not signed by Stripe, too long ago, or not to be read."""


@dataclass(frozen=True)
class Order:
    """What a Checkout session is made for. `key` is the idempotency key, `name` what the citizen reads at Stripe."""

    reference: str
    attempt: int
    amount_yen: int
    name: str
    language: str
    success_url: str
    cancel_url: str
    expires_at: datetime

    @property
    def key(self) -> str:
        return f"{self.reference}-{self.attempt}"


@dataclass(frozen=True)
class Checkout:
    """A session as Stripe has it now. `status`: `open`, `complete` or `expired`; `is_paid`: the money is there."""

    id: str
    url: str
    status: str
    is_paid: bool
    amount: int
    currency: str
    reference: str
    attempt: int  # 0: not one of ours
    intent_id: str = ""
    intent_status: str = ""
    method: str = ""
    pay_by: datetime | None = None  # a voucher's deadline


@dataclass(frozen=True)
class StripeRefund:
    """A refund as Stripe has it now. `key` is ours, empty for one that was made at Stripe."""

    id: str
    intent_id: str
    amount: int
    currency: str
    status: str  # `pending`, `requires_action`, `succeeded`, `failed` or `canceled`
    reason: str
    failure_reason: str
    key: str


@dataclass(frozen=True)
class StripeEvent:
    """That something happened to an object; its state is to be fetched."""

    id: str
    kind: str
    object_id: str
    created_at: datetime


class StripeClient:
    """One account. Every method raises TemporaryFault when Stripe does not answer, and StripeRefused."""

    def __init__(self, key: str, api_url: str) -> None:
        http = stripe.RequestsClient(timeout=WAIT_SECONDS)
        made = stripe.StripeClient(
            key, base_addresses={"api": api_url.rstrip("/")}, max_network_retries=RETRIES, http_client=http
        )
        self._http = http
        self._api = made.v1

    def create_checkout(self, order: Order) -> Checkout:
        """The session of this attempt: the same one, however often it is asked for."""
        price = {"currency": "jpy", "unit_amount": order.amount_yen, "product_data": {"name": order.name}}
        marks = {"reference": order.reference, "attempt": str(order.attempt)}
        params: Any = {
            "mode": "payment",
            "client_reference_id": order.reference,
            "metadata": marks,
            "payment_intent_data": {"metadata": marks},
            "line_items": [{"quantity": 1, "price_data": price}],
            "locale": _LOCALES.get(order.language, "auto"),
            "success_url": order.success_url,
            "cancel_url": order.cancel_url,
            "expires_at": int(order.expires_at.timestamp()),
            "payment_method_options": {"konbini": {"expires_after_days": KONBINI_DAYS}},
        }
        return _read_checkout(_ask(lambda: self._api.checkout.sessions.create(params, {"idempotency_key": order.key})))

    def get_checkout(self, id: str) -> Checkout:
        return _read_checkout(_ask(lambda: self._api.checkout.sessions.retrieve(id, {"expand": _EXPAND})))

    def expire_checkout(self, id: str) -> Checkout:
        """Close an open session, so that nobody can pay by it any more; refused when it is open no more."""
        return _read_checkout(_ask(lambda: self._api.checkout.sessions.expire(id, {"expand": _EXPAND})))

    def create_refund(self, intent_id: str, amount_yen: int, key: str) -> StripeRefund:
        """The refund with this key: the same one, however often it is asked for."""
        params: Any = {"payment_intent": intent_id, "amount": amount_yen, "metadata": {"key": key}}
        return _read_refund(_ask(lambda: self._api.refunds.create(params, {"idempotency_key": key})))

    def get_refund(self, id: str) -> StripeRefund:
        return _read_refund(_ask(lambda: self._api.refunds.retrieve(id)))

    def list_events(self, since: datetime, kinds: Sequence[str]) -> list[StripeEvent]:
        """Events of these kinds from then on, oldest first; Stripe keeps them for thirty days."""
        params: Any = {"created": {"gte": int(since.timestamp())}, "types": list(kinds), "limit": 100}
        found = _ask(lambda: list(self._api.events.list(params).auto_paging_iter()))
        return [_read_event(one) for one in reversed(found)]

    def list_checkouts(self, since: datetime) -> list[Checkout]:
        """Sessions made from then on, newest first."""
        expand = [f"data.{path}" for path in _EXPAND]
        params: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100, "expand": expand}
        found = _ask(lambda: list(self._api.checkout.sessions.list(params).auto_paging_iter()))
        return [_read_checkout(one) for one in found]

    def list_refunds(self, since: datetime) -> list[StripeRefund]:
        """Refunds made from then on, newest first."""
        params: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}
        found = _ask(lambda: list(self._api.refunds.list(params).auto_paging_iter()))
        return [_read_refund(one) for one in found]

    def close(self) -> None:
        """Close this thread's connections."""
        self._http.close()  # type: ignore[no-untyped-call]


class WebhookCheck:
    """Whether a webhook is Stripe's; several secrets while one is exchanged for another."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = secrets

    def read(self, body: bytes, signature: str | None) -> StripeEvent:
        """Raises ForgedWebhook."""
        if not any(_is_signed(body, signature, secret) for secret in self._secrets):
            raise ForgedWebhook("bad signature")
        try:
            return _read_event(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ForgedWebhook("unreadable body") from error


def _is_signed(body: bytes, signature: str | None, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE_SECONDS))
    except (stripe.SignatureVerificationError, ValueError, TypeError, OverflowError):
        return False


def _ask(call: Callable[[], Answer]) -> Answer:
    try:
        return call()
    except stripe.StripeError as error:
        code = error.code or type(error).__name__
        if (error.http_status or 0) >= 500 and (error.headers or {}).get("Idempotent-Replayed"):
            raise StaleFault(f"Stripe: {code}, once more") from error
        if isinstance(error, _PASSING) or error.http_status == 409:
            raise TemporaryFault(f"Stripe: {code}") from error
        raise StripeRefused(code) from error


def _read_checkout(session: Any) -> Checkout:
    intent = session.payment_intent if isinstance(session.payment_intent, stripe.PaymentIntent) else None
    marks = session.metadata.to_dict() if session.metadata else {}
    number = str(marks.get("attempt", ""))
    return Checkout(
        id=session.id,
        url=session.url or "",
        status=session.status,
        is_paid=session.payment_status == "paid",
        amount=session.amount_total or 0,
        currency=session.currency or "",
        reference=session.client_reference_id or "",
        attempt=int(number) if number.isascii() and number.isdecimal() else 0,
        intent_id=intent.id if intent else (session.payment_intent or ""),
        intent_status=intent.status if intent else "",
        method=_read_method(intent),
        pay_by=_read_deadline(intent),
    )


def _read_method(intent: Any) -> str:
    if intent is None:
        return ""
    charge = intent.latest_charge
    if isinstance(charge, stripe.Charge) and charge.payment_method_details:
        return str(charge.payment_method_details.type)
    return "konbini" if _read_deadline(intent) else ""


def _read_deadline(intent: Any) -> datetime | None:
    details = getattr(intent.next_action, "konbini_display_details", None) if intent else None
    return datetime.fromtimestamp(details.expires_at, UTC) if details else None


def _read_refund(refund: Any) -> StripeRefund:
    return StripeRefund(
        id=refund.id,
        intent_id=str(refund.payment_intent or ""),
        amount=refund.amount,
        currency=refund.currency,
        status=refund.status or "",
        reason=refund.reason or "",
        failure_reason=refund.failure_reason or "",
        key=refund.metadata.to_dict().get("key", "") if refund.metadata else "",
    )


def _read_event(event: Any) -> StripeEvent:
    made = datetime.fromtimestamp(int(event["created"]), UTC)
    return StripeEvent(str(event["id"]), str(event["type"]), str(event["data"]["object"]["id"]), made)
