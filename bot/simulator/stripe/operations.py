"""The calls this stand-in answers, by Stripe's own paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.simulator.stripe import checkout, refunding
from bot.simulator.stripe.listing import list_page
from bot.simulator.stripe.records import Object
from bot.simulator.stripe.state import SimulatedStripe

Perform = Callable[[SimulatedStripe, str, Mapping[str, Any]], Object]


@dataclass(frozen=True)
class Operation:
    """`shape` names the SDK's parameters (params.py); `perform` gets the id in the path and the parameters."""

    name: str
    method: str
    path: str
    shape: str
    perform: Perform


def _retrieve(kind: str) -> Perform:
    return lambda stripe, id, params: stripe.expand(stripe.get(kind, id), params.get("expand", []))


def _list(kind: str, path: str, *filters: str) -> Perform:
    def perform(stripe: SimulatedStripe, _id: str, params: Mapping[str, Any]) -> Object:
        page = list_page(getattr(stripe, kind).values(), params, filters, path)
        page["data"] = [stripe.expand(one, params.get("expand", [])) for one in page["data"]]
        return page

    return perform


def _create_session(stripe: SimulatedStripe, _id: str, params: Mapping[str, Any]) -> Object:
    return stripe.expand(checkout.create_session(stripe, params), params.get("expand", []))


def _expire_session(stripe: SimulatedStripe, id: str, params: Mapping[str, Any]) -> Object:
    session = checkout.expire_session(stripe, stripe.get("sessions", id))
    return stripe.expand(session, params.get("expand", []))


def _create_refund(stripe: SimulatedStripe, _id: str, params: Mapping[str, Any]) -> Object:
    return stripe.expand(refunding.create_refund(stripe, params), params.get("expand", []))


OPERATIONS = (
    Operation("checkout.sessions.create", "POST", "/v1/checkout/sessions", "Session.Create", _create_session),
    Operation(
        "checkout.sessions.retrieve", "GET", "/v1/checkout/sessions/<id>", "Session.Retrieve", _retrieve("sessions")
    ),
    Operation(
        "checkout.sessions.expire", "POST", "/v1/checkout/sessions/<id>/expire", "Session.Expire", _expire_session
    ),
    Operation(
        "checkout.sessions.list",
        "GET",
        "/v1/checkout/sessions",
        "Session.List",
        _list("sessions", "/v1/checkout/sessions", "status", "payment_intent"),
    ),
    Operation(
        "payment_intents.retrieve", "GET", "/v1/payment_intents/<id>", "PaymentIntent.Retrieve", _retrieve("intents")
    ),
    Operation("charges.retrieve", "GET", "/v1/charges/<id>", "Charge.Retrieve", _retrieve("charges")),
    Operation("charges.list", "GET", "/v1/charges", "Charge.List", _list("charges", "/v1/charges", "payment_intent")),
    Operation("refunds.create", "POST", "/v1/refunds", "Refund.Create", _create_refund),
    Operation("refunds.retrieve", "GET", "/v1/refunds/<id>", "Refund.Retrieve", _retrieve("refunds")),
    Operation(
        "refunds.list",
        "GET",
        "/v1/refunds",
        "Refund.List",
        _list("refunds", "/v1/refunds", "payment_intent", "charge"),
    ),
    Operation("events.retrieve", "GET", "/v1/events/<id>", "Event.Retrieve", _retrieve("events")),
    Operation("events.list", "GET", "/v1/events", "Event.List", _list("events", "/v1/events")),
)
