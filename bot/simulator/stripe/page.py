"""The hosted payment page, without scripts: what the customer sees and does at Stripe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from bot.clock import TOKYO
from bot.pages import html_lang, wanted_language
from bot.simulator.stripe import PAY_PREFIX
from bot.simulator.stripe.passing import let_time_pass
from bot.simulator.stripe.paying import AT_ONCE, CARDS, Declined, fail_voucher, pay, pay_at_store, take_voucher
from bot.simulator.stripe.records import Object
from bot.simulator.stripe.refusal import StripeRefusal
from bot.simulator.stripe.state import SimulatedStripe
from bot.texts import LANGUAGES
from bot.yaml_files import parse_yaml

_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {back}"
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
_LONGEST_EMAIL = 200


def create_page_blueprint(stripe: SimulatedStripe) -> Blueprint:
    """`GET` shows a session's page, `POST` is what the customer presses."""
    page = Blueprint(
        "stripe_simulator",
        __name__,
        url_prefix=PAY_PREFIX,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )

    @page.get("/<id>")
    def show(id: str) -> ResponseReturnValue:
        with stripe.lock:
            let_time_pass(stripe)
            return _render(stripe, _find(stripe, id))

    @page.post("/<id>")
    def press(id: str) -> ResponseReturnValue:
        with stripe.lock:
            let_time_pass(stripe)
            session = _find(stripe, id)
            try:
                _act(stripe, session, request.form)
            except Declined as declined:
                return _render(stripe, session, 402, f"declined_{declined}")
            except StripeRefusal:
                return _render(stripe, session, 409, "not_any_more")
            if session["payment_status"] == "paid":
                return redirect(session["success_url"], 303)
            return redirect(f"{PAY_PREFIX}/{id}", 303)

    return page


def _act(stripe: SimulatedStripe, session: Object, form: Mapping[str, str]) -> None:
    act = form.get("act", "")
    if act in AT_ONCE:
        pay(stripe, session, act, form.get("card", ""))
    elif act == "konbini":
        email = form.get("email", "")[:_LONGEST_EMAIL]
        take_voucher(stripe, session, email if "@" in email else abort(400))
    elif act == "store":
        pay_at_store(stripe, session)
    elif act == "lapse":
        fail_voucher(stripe, session)
    else:
        abort(400)


def _find(stripe: SimulatedStripe, id: str) -> Object:
    return stripe.sessions.get(id) or abort(404)


def _render(stripe: SimulatedStripe, session: Object, status: int = 200, fault: str = "") -> Response:
    language = _choose_language(session)
    intent = stripe.intents.get(session["payment_intent"] or "")
    context: dict[str, Any] = {
        "t": lambda key, **values: _words()[key][language].format(**values),
        "html_lang": html_lang(language),
        "session": session,
        "items": stripe.items[session["id"]],
        "state": _name_state(session, intent),
        "voucher": _read_voucher(intent),
        "cards": list(CARDS),
        "fault": fault,
    }
    response = make_response(render_template("stripe_simulator/pay.html", **context), status)
    back = "{0.scheme}://{0.netloc}".format(urlsplit(session["success_url"]))
    response.headers.update({**_HEADERS, "Content-Security-Policy": _POLICY.format(back=back)})
    return response


def _name_state(session: Object, intent: Object | None) -> str:
    """`open`, `waiting` (for the store), `failed`, `paid` or `expired`."""
    if session["status"] != "complete":
        return str(session["status"])
    if session["payment_status"] == "paid":
        return "paid"
    return "waiting" if intent and intent["status"] == "requires_action" else "failed"


def _read_voucher(intent: Object | None) -> dict[str, Any] | None:
    if intent is None or not intent["next_action"]:
        return None
    details = intent["next_action"]["konbini_display_details"]
    deadline = datetime.fromtimestamp(details["expires_at"], UTC).astimezone(TOKYO)
    return {"deadline": deadline.strftime("%Y-%m-%d %H:%M"), "stores": details["stores"]}


def _choose_language(session: Object) -> str:
    wanted = session["locale"]
    return wanted if wanted in LANGUAGES else wanted_language(request)


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = parse_yaml((Path(__file__).parent / "texts.yml").read_text("utf-8"))
    return words
