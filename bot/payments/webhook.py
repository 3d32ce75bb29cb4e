"""`POST /stripe/webhook`: verify, note, answer. What happened is fetched later, by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, jsonify, request

from bot.clients.stripe import ForgedWebhook, StripeEvent, WebhookCheck
from bot.errors import SetupError, TemporaryFault

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 256 * 1024  # an event is some ten kilobytes


def create_blueprint(secrets: Sequence[str], accept: Callable[[StripeEvent], object]) -> Blueprint:
    """Stripe's webhook; `accept` notes one event before it returns.

    Answers 200 when noted, or known already; 400 for what is unsigned, forged, older than five minutes or unreadable,
    413 for too much, and 503 when it can't be stored, so that Stripe delivers again.

    Raises SetupError without a secret.
    """
    if not secrets:
        raise SetupError("MADOGUCHI_STRIPE_WEBHOOK_SECRET is empty: copy it from the webhook's page at Stripe")
    check = WebhookCheck(secrets)
    blueprint = Blueprint("stripe_webhook", __name__)

    @blueprint.post("/stripe/webhook")
    def receive() -> tuple[Response, int]:
        request.max_content_length = MAX_BODY_BYTES
        body = request.get_data(cache=False)
        try:
            event = check.read(body, request.headers.get("Stripe-Signature"))
        except ForgedWebhook as forged:
            log.warning("Stripe webhook refused: %s, %d bytes", forged, len(body))
            return jsonify(error=str(forged)), 400
        try:
            accept(event)
        except TemporaryFault as fault:
            log.error("Stripe webhook not stored, asking for redelivery: %s", fault)
            return jsonify(error="not stored, deliver again"), 503
        return jsonify(received=True), 200

    return blueprint
