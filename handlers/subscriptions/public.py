"""`/subscriptions/<token>`: everything that can be chosen, on one page; what is personal is asked for here alone.

Public: the signed token is the key. Works without a script.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.headers import keep_private, make_policy
from bot.pages import html_lang, present_banner, wanted_language
from bot.posting import answer_refusals
from bot.service_facts import words_in
from bot.services.segments.catalogue import SERVICE, Catalogue, find_areas, find_catalogue
from bot.services.segments.choosing import Choices
from bot.services.segments.rules import NEEDS
from handlers.subscriptions import service
from handlers.subscriptions.links import PATH, read_token
from handlers.subscriptions.public_fields import MOST_CHILDREN, Sent, read_sent

_HEADERS = keep_private(make_policy())


def create_blueprint(database: Database, house: House) -> Blueprint:
    """One page; 410 when the link is too old or was never ours, without saying which."""
    blueprint = Blueprint(
        SERVICE, __name__, template_folder="templates", static_folder="static", static_url_path="/subscriptions-static"
    )
    page = _Page(database, house)
    blueprint.add_url_rule(PATH, "explain", page.explain)
    blueprint.add_url_rule(f"{PATH}/<token>", "show", page.show)
    blueprint.add_url_rule(f"{PATH}/<token>", "save", page.save, methods=["POST"])
    blueprint.register_error_handler(CSRFError, answer_refusals(page.show_stale))
    blueprint.after_request(_add_headers)
    return blueprint


@dataclass(frozen=True)
class _Page:
    database: Database
    house: House

    def explain(self) -> ResponseReturnValue:
        """How to get a link."""
        return self._expired(200)

    def show(self, token: str) -> ResponseReturnValue:
        opened, catalogue = read_token(self.house.secret_key, token), find_catalogue(self.house.city)
        if opened is None or catalogue is None:
            return self._expired(410)
        with self.database.read() as session:
            choices = service.read(session, catalogue, opened)
        return self._render(token, catalogue, choices, is_saved="saved" in request.args)

    def save(self, token: str) -> ResponseReturnValue:
        """What was sent, in place of what was chosen before; or the page again, with what is wrong."""
        opened, catalogue = read_token(self.house.secret_key, token), find_catalogue(self.house.city)
        if opened is None or catalogue is None:
            return self._expired(410)
        now = utc_now()
        sent = read_sent(request.form, catalogue, find_areas(self.house.city), self.house.texts.languages, now)
        if sent.fault:
            return self._render(token, catalogue, sent.choices, sent, status=400)
        with self.database.write() as session:
            service.change(
                session, self.database.vault, self.house.city, catalogue, opened, lambda _: sent.choices, now
            )
        return redirect(url_for(".show", token=token, lang=request.args.get("lang"), saved=1), 303)

    def show_stale(self, _: CSRFError) -> ResponseReturnValue:
        """The page was made for another session: it asks once more."""
        token, catalogue = (request.view_args or {}).get("token", ""), find_catalogue(self.house.city)
        if read_token(self.house.secret_key, token) is None or catalogue is None:
            return self._expired(410)
        sent = read_sent(request.form, catalogue, find_areas(self.house.city), self.house.texts.languages, utc_now())
        return self._render(token, catalogue, sent.choices, Sent(sent.choices, "page_stale"), status=400)

    def _words(self) -> RoomWords:
        asked, languages = request.args.get("lang", ""), self.house.texts.languages
        language = asked if asked in languages else wanted_language(request, languages)
        return RoomWords(self.house.texts, language, self.house.city, SERVICE)

    def _expired(self, status: int) -> Response:
        words = self._words()
        return make_response(render_template("subscriptions/expired.html", **self._frame(words)), status)

    def _render(
        self,
        token: str,
        catalogue: Catalogue,
        choices: Choices,
        sent: Sent | None = None,
        *,
        is_saved: bool = False,
        status: int = 200,
    ) -> Response:
        words, areas = self._words(), find_areas(self.house.city)
        page = render_template(
            "subscriptions/page.html",
            **self._frame(words),
            token=token,
            choices=choices,
            topics=[
                (one.id, words_in(one.name, words.language), words_in(one.about, words.language))
                for one in catalogue.topics
            ],
            districts=[(one, areas.towns_of(one.id)) for one in areas.districts],
            most_areas=catalogue.most_areas,
            needs=NEEDS,
            children=[*choices.children, *[""] * MOST_CHILDREN][:MOST_CHILDREN],
            has_consented=bool(choices.needs or choices.children) and sent is None,
            fault=sent.fault if sent else "",
            is_saved=is_saved,
        )
        return make_response(page, status)

    def _frame(self, words: RoomWords) -> dict[str, object]:
        """What every page of ours has."""
        house = self.house
        return {
            "t": words,
            "language": words.language,
            "html_lang": html_lang(words.language),
            "languages": [(one, html_lang(one), house.texts.name_language(one)) for one in house.texts.languages],
            "lang": request.args.get("lang", ""),
            "banner": present_banner(house.city.find_banner(utc_now()), house.texts, words.language),
        }


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response
