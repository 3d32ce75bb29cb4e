"""LINE's page that links accounts (`access.line.me/dialog/bot/accountLink`), as far as a demo needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request

from bot.pages import html_lang
from bot.simulator.line import SimulatedLine
from bot.texts import LANGUAGES

Words = Mapping[str, Mapping[str, str]]  # text key → language → wording

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def add_account_link(page: Blueprint, line: SimulatedLine, words: Words) -> None:
    """`/simulator/account-link` with LINE's parameters `linkToken` and `nonce`.

    Whose phone it is can be chosen, so that a token in the wrong hands can be tried: the webhook then says "failed".
    """

    @page.get("/account-link")
    def ask_account_link() -> Response:
        return _render(line, words, request.args.get("linkToken", ""), request.args.get("nonce", ""))

    @page.post("/account-link")
    def answer_account_link() -> Response:
        user_id, link_token = request.form.get("user", ""), request.form.get("linkToken", "")
        if user_id not in line.citizens:
            abort(400)
        delivery = line.use_link_token(user_id, link_token, request.form.get("nonce", ""))
        return _render(line, words, link_token, "", result=delivery.events[0]["link"]["result"], user_id=user_id)


def _render(line: SimulatedLine, words: Words, link_token: str, nonce: str, **answered: str) -> Response:
    owner = answered.get("user_id") or line.link_tokens.get(link_token, ("",))[0]
    citizen = line.citizens.get(owner)
    language = citizen.language.partition("-")[0] if citizen else "ja"
    language = language if language in LANGUAGES else "en"
    context: dict[str, Any] = {
        "t": lambda key: words[key][language].format(bot=line.bot_name),
        "html_lang": html_lang(language),
        "citizens": [citizen for citizen in line.citizens.values() if not citizen.blocked],
        "owner": owner,
        "link_token": link_token,
        "nonce": nonce,
        "result": answered.get("result", ""),
    }
    response = make_response(render_template("simulator/account_link.html", **context))
    response.headers.update({"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})
    return response
