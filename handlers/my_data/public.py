"""`GET /my-data/<token>`: everything we hold about one citizen, as a file. Public: the signed token is the key."""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template, request

from bot.db import Database
from bot.dialogue.turn import House
from bot.pages import html_lang, wanted_language
from bot.services.personal_data import export
from bot.texts import Texts
from handlers.my_data.links import read_token

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address is the key
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}


def create_blueprint(database: Database, house: House) -> Blueprint:
    """One page; it answers 410 when the link is too old or was never ours, without saying which."""
    blueprint = Blueprint("my_data", __name__, template_folder="templates")

    @blueprint.get("/my-data/<token>")
    def download(token: str) -> Response:
        conversation_id = read_token(house.secret_key, token)
        response = _expired(house.texts) if conversation_id is None else _file(database, conversation_id)
        response.headers.update(_HEADERS)
        return response

    return blueprint


def _file(database: Database, conversation_id: int) -> Response:
    with database.read() as session:
        data = export(session, conversation_id)
    body = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(body, headers=headers, content_type="application/json; charset=utf-8")


def _expired(texts: Texts) -> Response:
    language = wanted_language(request, texts.languages)
    words = {key: texts.get(language, f"my_data.{key}") for key in ("expired_title", "expired")}
    return Response(render_template("my_data/expired.html", html_lang=html_lang(language), **words), 410)
