"""The stand-in as Flask blueprints: Stripe's API under `/simulator/stripe/api`, its payment pages beside it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from bot.simulator.blueprint import cut_connection, to_response
from bot.simulator.calls import RawCall
from bot.simulator.stripe import API_PREFIX
from bot.simulator.stripe.api import StripeApi
from bot.simulator.stripe.page import create_page_blueprint
from bot.simulator.stripe.state import SimulatedStripe


def create_stripe_blueprints(stripe: SimulatedStripe) -> tuple[Blueprint, Blueprint]:
    """(page, API). The API is called by the bot with its key: exempt it from CSRF protection."""
    return create_page_blueprint(stripe), create_api_blueprint(StripeApi(stripe))


def create_api_blueprint(api: StripeApi) -> Blueprint:
    """Every path below is one of Stripe's."""
    blueprint = Blueprint("stripe_api", __name__, url_prefix=API_PREFIX)

    @blueprint.route("/<path:path>", methods=["GET", "POST", "DELETE"])
    def call_stripe(path: str) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        raw = RawCall(request.method, f"/{path}", headers, request.get_data())
        answer = api.handle(raw, request.query_string.decode("utf-8", "replace"))
        if answer.cut:
            cut_connection()
        return to_response(answer)

    return blueprint
