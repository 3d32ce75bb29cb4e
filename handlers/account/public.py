"""`/account/link`: the citizen signs in to the city's account, and goes on to LINE with a nonce.

Public: the link token in the address, which LINE made for one citizen, is the key. Nobody stays signed in.
"""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from bot.clients.accounts import Linking
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.errors import TemporaryFault
from bot.headers import keep_private, make_policy
from bot.pages import html_lang, present_banner, wanted_language
from bot.posting import answer_refusals
from handlers.account import service, tries

log = logging.getLogger(__name__)

LONGEST_NUMBER, LONGEST_PASSWORD = 64, 256


def create_blueprint(database: Database, house: House) -> Blueprint:
    """One page with its form: 410 for a link token that can't be used (any more), without saying why."""
    blueprint = Blueprint(
        "account", __name__, template_folder="templates", static_folder="static", static_url_path="/account/static"
    )
    page = _Page(database, house)
    blueprint.add_url_rule("/account/link", "show", page.show, methods=["GET"])
    blueprint.add_url_rule("/account/link", "sign_in", page.sign_in, methods=["POST"])
    blueprint.register_error_handler(CSRFError, answer_refusals(page.show_stale))
    blueprint.after_request(page.add_headers)
    return blueprint


@dataclass(frozen=True)
class _Page:
    database: Database
    house: House

    @property
    def _linking(self) -> Linking:
        return self.house.linking or abort(404)

    @property
    def _keeper(self) -> service.Keeper:
        return service.Keeper(self.house.secret_key)

    def show(self) -> ResponseReturnValue:
        """The form."""
        try:
            self._check_token(request.args.get("linkToken", ""))
        except service.NotLinked:
            return self._render("gone", 410)
        return self._render("sign_in")

    def show_stale(self, _: CSRFError) -> ResponseReturnValue:
        """The form once more: it had waited too long, or was not ours."""
        return self._render("sign_in", 400, error=self._text("stale"))

    def sign_in(self) -> ResponseReturnValue:
        """Try the number and the password; on to LINE when they are right."""
        link_token, number = request.form.get("linkToken", ""), _read_number(request.form.get("number", ""))
        password = request.form.get("password", "")[:LONGEST_PASSWORD]
        try:
            may_try = self._count_try(link_token, number)
            if not may_try:
                minutes = int(tries.WINDOW.total_seconds() // 60)
                return self._render("sign_in", 429, error=self._text("too_many", minutes=minutes))
            # Slow on purpose, and so outside of any transaction.
            account = self._linking.accounts.sign_in(number, password)
            if account is None:
                return self._render("sign_in", 422, error=self._text("wrong"))
            return self._go_to_line(link_token, number, account)
        except service.NotLinked:
            return self._render("gone", 410)
        except TemporaryFault as fault:
            log.error("the city's accounts do not answer: %s", fault)
            return self._render("sign_in", 503, error=self._text("not_now"))

    def add_headers(self, response: Response) -> Response:
        """Nobody keeps, frames or passes on this page; its form leads to us and to LINE alone."""
        line = "{0.scheme}://{0.netloc}".format(urlsplit(self.house.linking.dialog_url)) if self.house.linking else ""
        response.headers.update(keep_private(make_policy(f"'self' {line}")))
        return response

    def _check_token(self, link_token: str) -> None:
        with self.database.read() as session:
            service.get_attempt(session, self._keeper, link_token, utc_now())

    def _count_try(self, link_token: str, number: str) -> bool:
        now = utc_now()
        with self.database.write() as session:
            attempt = service.get_attempt(session, self._keeper, link_token, now)
            may_try = tries.may_try(session, self._keeper, number, attempt.conversation_id, now)
            if not may_try:
                log.warning(
                    "too many tries to sign in: attempt %s, conversation %s", attempt.id, attempt.conversation_id
                )
        return may_try

    def _go_to_line(self, link_token: str, number: str, account: str) -> ResponseReturnValue:
        with self.database.write() as session:
            nonce = service.sign_in(session, self._keeper, link_token, account, utc_now())
            tries.forgive(session, self._keeper, number)
        query = urlencode({"linkToken": link_token, "nonce": nonce})
        return redirect(f"{self._linking.dialog_url}?{query}", 303)

    def _render(self, name: str, status: int = 200, error: str = "") -> Response:
        language = self._language
        link_token = request.values.get("linkToken", "")
        context: dict[str, Any] = {
            "t": self._text,
            "language": language,
            "html_lang": html_lang(language),
            "languages": [self._name_language(one, link_token) for one in self.house.texts.languages],
            "city": self.house.city.name_in(language),
            "link_token": link_token,
            "number": request.form.get("number", "")[:LONGEST_NUMBER],
            "shown": self._linking.accounts.shown,
            "error": error,
            "banner": present_banner(self.house.city.find_banner(utc_now()), self.house.texts, language),
        }
        return make_response(render_template(f"account/{name}.html", **context), status)

    def _name_language(self, language: str, link_token: str) -> tuple[str, str, str, str]:
        """The page in this language, the language, its tag, and what it calls itself."""
        address = f"?{urlencode({'linkToken': link_token, 'lang': language})}"
        return address, language, html_lang(language), self._text_in(language, "web.language_name")

    @property
    def _language(self) -> str:
        asked = request.values.get("lang", "")
        languages = self.house.texts.languages
        return asked if asked in languages else wanted_language(request, languages)

    def _text(self, key: str, **values: object) -> str:
        return self._text_in(self._language, f"account.{key}", **values)

    def _text_in(self, language: str, key: str, **values: object) -> str:
        return self.house.texts.get(language, key, city=self.house.city.name_in(language), **values)


def _read_number(typed: str) -> str:
    """A number as it is stored, however it was typed: full width, with spaces or hyphens."""
    return unicodedata.normalize("NFKC", typed[:LONGEST_NUMBER]).replace("-", "").replace(" ", "")
