"""LINE Login's endpoints, and LIFF: the address that opens our pages inside LINE, and who is logged in there."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from bot.simulator import LIFF_PATH
from bot.simulator.line import SimulatedLine
from bot.simulator.refusal import Refusal

_COOKIE = "simulated_citizen"  # who holds the telephone; only the simulator's own addresses see it


def add_login_routes(api: Blueprint, line: SimulatedLine) -> None:
    """What `https://api.line.me/oauth2/v2.1` answers; no bearer token is needed."""

    @api.get("/oauth2/v2.1/certs")
    def list_keys() -> ResponseReturnValue:
        try:
            return jsonify(line.login.list_keys())
        except Refusal as refusal:
            return jsonify(refusal.body), refusal.status

    @api.post("/oauth2/v2.1/verify")
    def verify() -> ResponseReturnValue:
        given = request.form
        try:
            return jsonify(
                line.login.verify(given.get("id_token", ""), given.get("client_id", ""), given.get("nonce", ""))
            )
        except Refusal as refusal:
            return jsonify(refusal.body), refusal.status


def add_liff_routes(page: Blueprint, line: SimulatedLine) -> None:
    """What `https://liff.line.me` does when a citizen opens a LIFF app, and what the SDK asks LINE for."""

    @page.get("/liff/<liff_id>")
    @page.get("/liff/<liff_id>/<path:path>")
    def open_app(liff_id: str, path: str = "") -> ResponseReturnValue:
        if liff_id != line.login.liff_id or not line.login.liff_endpoint:
            return Response("There is no such LIFF app.", 404, content_type="text/plain")
        query = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "simulated"])
        state = f"/{path}" + (f"?{query}" if query else "")
        first = f"?liff.state={quote(state, safe='')}" if path else ""
        response = redirect(f"{line.login.liff_endpoint}{first}")
        citizen = request.args.get("simulated", "")
        if citizen in line.citizens:
            response.set_cookie(_COOKIE, citizen, path=LIFF_PATH, httponly=True, samesite="Lax")
        return response

    @page.get("/liff/session")
    def get_session() -> ResponseReturnValue:
        citizen = request.cookies.get(_COOKIE, "")
        if citizen not in line.citizens:
            return jsonify(error="nobody is logged in"), 401
        return jsonify(userId=citizen, idToken=line.login.issue_token(citizen))
