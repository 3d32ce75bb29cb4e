"""Stripe's API, free of any web framework: one call in, one answer out, by Stripe's rules."""

from __future__ import annotations

import hmac
import json
from collections import deque
from dataclasses import replace
from typing import Any

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

from bot.simulator.calls import Answer, RawCall
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.stripe.form import parse_form
from bot.simulator.stripe.operations import OPERATIONS, Operation
from bot.simulator.stripe.params import check_params
from bot.simulator.stripe.passing import let_time_pass
from bot.simulator.stripe.records import new_id
from bot.simulator.stripe.refusal import StripeRefusal
from bot.simulator.stripe.state import API_VERSION, SimulatedStripe

_BY_NAME = {operation.name: operation for operation in OPERATIONS}
_URLS = Map([Rule(operation.path, methods=[operation.method], endpoint=operation.name) for operation in OPERATIONS])
_FORM = "application/x-www-form-urlencoded"
MOST_CALLS = 1000


class StripeApi:
    """Answers calls for one account; `calls` are the last ones, (operation, parameters, status)."""

    def __init__(self, stripe: SimulatedStripe) -> None:
        self._stripe = stripe
        self.calls: deque[tuple[str, dict[str, Any], int]] = deque(maxlen=MOST_CALLS)

    def handle(self, request: RawCall, query: str) -> Answer:
        """Never raises for what a client does; `cut` in the answer asks to drop the connection."""
        name, given = "", dict[str, Any]()
        try:
            self._check_caller(request)
            operation, id = _find_operation(request)
            name, given = operation.name, _read(request, query)
            answer = self._perform(operation, id, given, request)
        except StripeRefusal as refusal:
            answer = Answer(refusal.status, refusal.body, headers=refusal.headers)
        self.calls.append((name, given, answer.status))
        return replace(answer, headers={"Request-Id": new_id("req"), "Stripe-Version": API_VERSION, **answer.headers})

    def _check_caller(self, request: RawCall) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not given:
            raise StripeRefusal(401, "You did not provide an API key.")
        if not hmac.compare_digest(given.encode(), self._stripe.key.encode()):
            raise StripeRefusal(401, f"Invalid API Key provided: {'*' * 8}{given[-4:]}")
        version = request.headers.get("stripe-version", API_VERSION)
        if version != API_VERSION:
            raise StripeRefusal(400, f"Invalid Stripe API version: {version}; this stand-in speaks {API_VERSION}")

    def _perform(self, operation: Operation, id: str, given: dict[str, Any], request: RawCall) -> Answer:
        fault = self._stripe.faults.take(operation.name)
        key = request.headers.get("idempotency-key", "") if operation.method == "POST" else ""
        fingerprint, now = json.dumps([operation.name, id, given], sort_keys=True), self._stripe.clock()
        if fault and not fault.kind.is_accepted:
            kept = key if self._stripe.keeps_faults else ""
            return self._stripe.idempotency.perform(kept, fingerprint, now, lambda: _fail(fault, self._stripe))

        def call() -> Answer:
            params = check_params(operation.shape, given)
            with self._stripe.lock:
                let_time_pass(self._stripe)
                try:
                    return Answer(200, json.dumps(operation.perform(self._stripe, id, params)).encode())
                except StripeRefusal as refusal:  # of a call that was carried out: kept under its key as well
                    return Answer(refusal.status, refusal.body)

        answer = self._stripe.idempotency.perform(key, fingerprint, now, call)
        return _fail(fault, self._stripe) if fault else answer


def _fail(fault: Fault, stripe: SimulatedStripe) -> Answer:
    if fault.kind is FaultKind.ACCEPTED_CUT:
        return Answer(cut=True)
    if fault.kind in (FaultKind.TIMEOUT, FaultKind.ACCEPTED_TIMEOUT):
        stripe.stopping.wait(fault.seconds)
    if fault.kind is FaultKind.RATE:
        refusal = StripeRefusal(429, "Too many requests", code="rate_limit")
    else:
        refusal = StripeRefusal(500, "An unknown error occurred", kind="api_error")
    return Answer(refusal.status, refusal.body)


def _find_operation(request: RawCall) -> tuple[Operation, str]:
    try:
        name, args = _URLS.bind("stripe").match(request.path, request.method)
    except (MethodNotAllowed, NotFound):
        message = f"Unrecognized request URL ({request.method}: {request.path})."
        raise StripeRefusal(404, message) from None
    return _BY_NAME[str(name)], str(args.get("id", ""))


def _read(request: RawCall, query: str) -> dict[str, Any]:
    if request.method == "GET":
        return parse_form(query)
    if request.raw and _FORM not in request.headers.get("content-type", ""):
        raise StripeRefusal(400, f"Invalid content type; use {_FORM}")
    try:
        return parse_form(request.raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise StripeRefusal(400, "Invalid request: not UTF-8") from None
