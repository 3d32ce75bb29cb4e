"""The stand-in as Flask blueprints: the page where a citizen chooses a card, and what the counter asks behind it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from bot.pages import html_lang, wanted_language
from bot.simulator.identity import HIGH, LOW, PREFIX
from bot.simulator.identity.provider import SimulatedIdentity, Wrong
from bot.yaml_files import parse_yaml

_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {back}"
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


def create_identity_blueprints(identity: SimulatedIdentity) -> tuple[Blueprint, Blueprint]:
    """(page, API). The API is called by the counter with its secret: exempt it from CSRF protection."""
    return create_page(identity), create_api(identity)


def create_page(identity: SimulatedIdentity) -> Blueprint:
    page = Blueprint(
        "identity_simulator",
        __name__,
        url_prefix=PREFIX,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )

    @page.get("/authorize")
    def show() -> ResponseReturnValue:
        identity.check_question(request.args)
        return _render(identity)

    @page.post("/authorize")
    def press() -> ResponseReturnValue:
        identity.check_question(request.args)
        answer = {"state": request.args.get("state", "")}
        if request.form.get("act") == "cancel":
            answer["error"] = "access_denied"
        else:
            level = LOW if request.form.get("low") else HIGH
            answer["code"] = identity.give_code(request.args, request.form.get("person", ""), level)
        return redirect(f"{request.args['redirect_uri']}?{urlencode(answer)}", 303)

    page.register_error_handler(Wrong, lambda wrong: (str(wrong), 400))
    page.before_request(lambda: ("", 503) if identity.is_down else None)
    return page


def create_api(identity: SimulatedIdentity) -> Blueprint:
    api = Blueprint("identity_simulator_api", __name__, url_prefix=PREFIX)
    api.add_url_rule("/.well-known/openid-configuration", "describe", lambda: jsonify(identity.describe()))
    api.add_url_rule("/keys", "list_keys", lambda: jsonify(identity.list_keys()))

    @api.post("/token")
    def give_token() -> ResponseReturnValue:
        client = request.authorization
        name, secret = (client.username, client.password) if client and client.type == "basic" else (None, None)
        return jsonify(identity.give_token(request.form, name or "", secret or ""))

    @api.get("/userinfo")
    def describe_person() -> ResponseReturnValue:
        bearer = request.authorization
        return jsonify(identity.describe_person((bearer.token or "") if bearer and bearer.type == "bearer" else ""))

    api.register_error_handler(Wrong, lambda wrong: (jsonify(error=str(wrong)), 400))
    api.before_request(lambda: ("", 503) if identity.is_down else None)
    return api


def _render(identity: SimulatedIdentity) -> Response:
    language = wanted_language(request)
    page = render_template(
        "identity_simulator/card.html",
        t=lambda key: _words()[key][language],
        html_lang=html_lang(language),
        persons=identity.persons,
        address=request.full_path,
    )
    response = make_response(page)
    back = "{0.scheme}://{0.netloc}".format(urlsplit(identity.redirect_uri))
    response.headers.update({**_HEADERS, "Content-Security-Policy": _POLICY.format(back=back)})
    return response


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = parse_yaml((Path(__file__).parent / "texts.yml").read_text("utf-8"))
    return words
