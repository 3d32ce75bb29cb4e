"""Forms inside LINE: the page that asks LIFF who opened it, and what the server makes of the answer."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import session

from bot import inbox
from bot.clients.line_login import LineLogin
from bot.db import Database
from bot.forms.links import FormLink
from bot.messages import Channel

log = logging.getLogger(__name__)

_NONCES = "liff_nonces"
_MOST = 4  # pages open at once in one browser
_TRANSLATIONS = "https://liffsdk.line-scdn.net"  # where the SDK gets its own words


@dataclass(frozen=True)
class Liff:
    """One LIFF app, and who checks its users' id tokens."""

    id: str
    sdk_url: str
    api_url: str
    login: LineLogin = field(repr=False)

    @property
    def script_origin(self) -> str:
        return _origin(self.sdk_url)

    @property
    def origins_asked(self) -> str:
        """Whom the SDK asks, for the page's policy."""
        return f"{_origin(self.api_url)} {_TRANSLATIONS}"


def make_nonce() -> str:
    """A word for one page and one answer, so that an answer made for another page is none."""
    nonce = secrets.token_urlsafe(16)
    session[_NONCES] = [*session.get(_NONCES, [])[1 - _MOST :], nonce]
    return nonce


def take_nonce(given: str) -> bool:
    """Whether it is one of this browser's, which is used up by this."""
    kept = session.get(_NONCES, [])
    session[_NONCES] = [nonce for nonce in kept if nonce != given]
    return given in kept


def link_for_user(database: Database, user_id: str, form: str, language: str) -> FormLink:
    """The way to a form for who is proven to be this user of LINE; a conversation begins with it, if there is none."""
    with database.write() as writing:
        conversation_id = inbox.ensure_conversation(writing, database, Channel.LINE, user_id, "")
    return FormLink(conversation_id, form, language)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
