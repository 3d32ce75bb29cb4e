"""`GET /my-data/<token>`: everything we hold about one citizen, as a file; `/accesses`: who has seen it, as a page.

Public: the signed token is the key.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from flask import Blueprint, Response, render_template, request

from bot.db import Database
from bot.dialogue.turn import House
from bot.headers import keep_private
from bot.pages import html_lang, wanted_language
from bot.services.audit.reading import list_accesses
from bot.services.personal_data import export
from bot.texts import Texts
from handlers.my_data.accesses import Words, say_access
from handlers.my_data.links import read_token

_HEADERS = keep_private("default-src 'none'; style-src 'self'; frame-ancestors 'none'")


def create_blueprint(database: Database, house: House) -> Blueprint:
    """Two pages; they answer 410 when the link is too old or was never ours, without saying which."""
    blueprint = Blueprint(
        "my_data", __name__, template_folder="templates", static_folder="static", static_url_path="/my-data-static"
    )

    @blueprint.get("/my-data/<token>")
    def download(token: str) -> Response:
        conversation_id = read_token(house.secret_key, token)
        response = _expired(house.texts) if conversation_id is None else _file(database, conversation_id)
        response.headers.update(_HEADERS)
        return response

    @blueprint.get("/my-data/<token>/accesses")
    def accesses(token: str) -> Response:
        conversation_id = read_token(house.secret_key, token)
        response = _expired(house.texts) if conversation_id is None else _accesses(database, house, conversation_id)
        response.headers.update(_HEADERS)
        return response

    return blueprint


def _file(database: Database, conversation_id: int) -> Response:
    with database.read() as session:
        data = export(session, conversation_id)
        data["accesses"] = [asdict(access) for access in list_accesses(session, conversation_id)]
    body = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(body, headers=headers, content_type="application/json; charset=utf-8")


def _accesses(database: Database, house: House, conversation_id: int) -> Response:
    wanted = request.args.get("lang", "")
    language = wanted if wanted in house.texts.languages else wanted_language(request, house.texts.languages)
    words = Words(house.texts, language, house.city)
    with database.read() as session:
        found = list_accesses(session, conversation_id)
    said = [say_access(words, house.texts, house.city, language, access) for access in found]
    page = render_template("my_data/accesses.html", html_lang=html_lang(language), t=words.text, accesses=said)
    return Response(page)


def _expired(texts: Texts) -> Response:
    language = wanted_language(request, texts.languages)
    words = {key: texts.get(language, f"my_data.{key}") for key in ("expired_title", "expired")}
    return Response(render_template("my_data/expired.html", html_lang=html_lang(language), **words), 410)
