"""`GET /sent/<key>`: a picture or file that staff sent, to one or to many. Public: the key is the secret, and LINE
fetches it, too."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, Response, render_template, request, send_file

from bot.db import Database
from bot.headers import keep_private
from bot.pages import html_lang, wanted_language
from bot.services.broadcasts.pictures import find_picture
from bot.services.sent_files import find_file
from bot.texts import Texts

_PICTURE, _JPEG = "image/", "image/jpeg"
_HEADERS = keep_private("default-src 'none'; style-src 'self'; frame-ancestors 'none'")


def create_blueprint(database: Database, texts: Texts) -> Blueprint:
    """A picture is shown, anything else is saved; 404 with a page in words for what is gone or never was."""
    blueprint = Blueprint("sent", __name__, url_prefix="/sent", template_folder="templates", static_folder="static")

    @blueprint.get("/<key>")
    def show(key: str) -> Response:
        found = _find(database, key)
        return _make_file(found) if found else _show_gone(texts)

    @blueprint.get("/<key>/preview")
    def preview(key: str) -> Response:
        found = _find(database, key, is_preview=True)
        return _make_file(found) if found else _show_gone(texts)

    @blueprint.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    return blueprint


@dataclass(frozen=True)
class _File:
    """`name` is empty for a picture."""

    media_type: str
    content: bytes
    name: str = ""


def _find(database: Database, key: str, *, is_preview: bool = False) -> _File | None:
    with database.read() as session:
        found = find_file(session, key)
        if found is not None and is_preview:
            return _File(_JPEG, found.preview) if found.preview else None
        if found is not None:
            return _File(found.media_type, found.content, found.name)
        picture = find_picture(session, key)
        return _File(_JPEG, picture.preview if is_preview else picture.content) if picture else None


def _make_file(found: _File) -> Response:
    is_picture = found.media_type.startswith(_PICTURE)
    name = None if is_picture else found.name
    return send_file(BytesIO(found.content), found.media_type, as_attachment=not is_picture, download_name=name)


def _show_gone(texts: Texts) -> Response:
    language = wanted_language(request, texts.languages)
    words = {key: texts.get(language, f"sent.{key}") for key in ("gone_title", "gone")}
    return Response(render_template("sent/gone.html", html_lang=html_lang(language), **words), 404)
