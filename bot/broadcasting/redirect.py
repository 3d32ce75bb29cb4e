"""`GET /r/<key>`: from a message to many to the page it names. Counts presses, and knows nobody."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from bot.db import Database
from bot.headers import keep_private
from bot.services.broadcasts.links import find_url, press

_HEADERS = keep_private("default-src 'none'; frame-ancestors 'none'")
_PREVIEWS = "line-poker"  # LINE itself, which looks what a page is called: https://developers.line.biz/


def create_blueprint(database: Database) -> Blueprint:
    """404 for what leads nowhere. Looks for a preview are not counted."""
    blueprint = Blueprint("broadcast_links", __name__, url_prefix="/r")

    @blueprint.get("/<key>")
    def follow(key: str) -> Response:
        url = _look(database, key) if _is_preview() else _press(database, key)
        if url is None:
            abort(404)
        return redirect(url, 302)  # type: ignore[return-value]

    @blueprint.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    return blueprint


def _is_preview() -> bool:
    return request.method == "HEAD" or _PREVIEWS in request.user_agent.string


def _look(database: Database, key: str) -> str | None:
    with database.read() as session:
        return find_url(session, key)


def _press(database: Database, key: str) -> str | None:
    with database.write() as session:
        return press(session, key)
