"""Who is there: known by a cookie on our own page, by a token in a page of the city's site.

There a cookie of ours would be a third party's, which browsers refuse.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Request, current_app, session
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import Unauthorized

from bot.channels.web.languages import choose_furigana, choose_language, spoken_language
from bot.texts import LANGUAGES

TOKEN_SECONDS = 30 * 24 * 3600  # as long as the cookie
_SALT = "web-visitor"
_VISITOR = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Visitor:
    """A citizen on the web: `id` is 32 hex digits, `language` what they are spoken to in, with readings or without."""

    id: str
    language: str
    has_furigana: bool = False


def find_visitor(request: Request, languages: Sequence[str] = LANGUAGES) -> Visitor:
    """By token where one is shown, else by cookie, made when there is none. Raises Unauthorized.

    A page of another site can't keep a cookie of ours, so it is told to ask for a token.
    """
    if has_token(request):
        return Visitor(read_token(request), spoken_language(request, languages))
    if is_from_elsewhere(request) and "visitor" not in session:
        raise Unauthorized
    return Visitor(_remember_visitor(), choose_language(request, languages), choose_furigana(request))


def has_token(request: Request) -> bool:
    return "Authorization" in request.headers


def read_token(request: Request) -> str:
    """The visitor's id. Raises Unauthorized for a token that is too old or not ours."""
    shown = request.authorization
    try:
        visitor = _serializer().loads(shown.token if shown and shown.token else "", max_age=TOKEN_SECONDS)
    except BadSignature as error:
        raise Unauthorized from error
    if not isinstance(visitor, str) or not _VISITOR.fullmatch(visitor):
        raise Unauthorized
    return visitor


def make_token(visitor: str = "") -> str:
    """A token for this visitor, or for a new one."""
    return str(_serializer().dumps(visitor or _new_id()))


def find_language(request: Request, languages: Sequence[str] = LANGUAGES) -> str:
    """What to say a sentence in; what another site asks for is not remembered."""
    choose = spoken_language if is_from_elsewhere(request) else choose_language
    return choose(request, languages)


def is_from_elsewhere(request: Request) -> bool:
    """Whether a page of another site asks."""
    origin = request.headers.get("Origin", "")
    return has_token(request) or (bool(origin) and urlsplit(origin).netloc != request.host)


def _serializer() -> URLSafeTimedSerializer:
    assert current_app.secret_key is not None
    return URLSafeTimedSerializer(current_app.secret_key, salt=_SALT)


def _remember_visitor() -> str:
    if "visitor" not in session:
        session["visitor"] = _new_id()
        session.permanent = True  # who waits for an operator comes back tomorrow
    session.modified = True  # and is known for as long again
    return str(session["visitor"])


def _new_id() -> str:
    return secrets.token_hex(16)
