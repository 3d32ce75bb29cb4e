"""`/news/mail`: getting the news by mail. Confirmed by the address's owner, ended by one press.

The links in letters are signed; opening one changes nothing, since mail programs look at links by themselves. The one
press of RFC 8058 comes from a mail program and has no token of ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.errors import TemporaryFault
from bot.forms.contacts import check_mail
from bot.forms.definition import FieldType, FormField
from bot.forms.faults import Fault
from bot.pages import html_lang, present_banner, wanted_language
from bot.service_facts import words_in
from bot.services.segments.catalogue import find_catalogue
from bot.signed_ids import read_id
from handlers.news import service_mail
from handlers.news.letters import KIND, MAIL, write_question

LONGEST_ADDRESS = 254
_FIELD = FormField(name="mail", type=FieldType.MAIL, longest=LONGEST_ADDRESS, required=True)


def add_mail(blueprint: Blueprint, database: Database, house: House) -> None:
    """Where the city has mail; the addresses are there anyhow and say so."""
    pages = _MailPages(database, house)
    for path, view, method in (
        (MAIL, pages.ask_mail, "GET"),
        (MAIL, pages.take_mail, "POST"),
        (f"{MAIL}/<token>", pages.ask_confirmation, "GET"),
        (f"{MAIL}/<token>", pages.confirm, "POST"),
        (f"{MAIL}/<token>/stop", pages.ask_stop, "GET"),
        (f"{MAIL}/<token>/stop", pages.stop, "POST"),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=[method])


@dataclass(frozen=True)
class _MailPages:
    database: Database
    house: House

    def ask_mail(self) -> ResponseReturnValue:
        if self.house.mail is None:
            abort(404)
        return self._render("form")

    def take_mail(self) -> ResponseReturnValue:
        """The same answer whether the address is known or not."""
        mail = self.house.mail or abort(404)
        words, chosen = self._words(), self._chosen()
        try:
            validate_csrf(request.form.get("csrf_token"))
            address = check_mail(_FIELD, request.form.get("mail", "").strip())
        except ValidationError:
            return self._render("form", "mail_stale", 400)
        except Fault:
            return self._render("form", "mail_wrong", 400)
        if not address:
            return self._render("form", "mail_wrong", 400)
        if not chosen:
            return self._render("form", "mail_no_topic", 400)
        with self.database.write() as session:
            reader = service_mail.ask(session, self.database.vault, address, chosen, words.language, utc_now())
        try:
            if reader is not None:
                mail.send(write_question(self.house, words, reader))
        except TemporaryFault:
            return self._render("form", "mail_not_now", 503)
        return self._render("asked")

    def ask_confirmation(self, token: str) -> ResponseReturnValue:
        self._read(token)
        return self._render("confirm")

    def confirm(self, token: str) -> ResponseReturnValue:
        id = self._read(token)
        with self.database.write() as session:
            is_there = service_mail.confirm(session, id, utc_now())
        return self._render("confirmed" if is_there else "gone", status=200 if is_there else 410)

    def ask_stop(self, token: str) -> ResponseReturnValue:
        self._read(token)
        return self._render("stop")

    def stop(self, token: str) -> ResponseReturnValue:
        id = self._read(token)
        with self.database.write() as session:
            service_mail.end(session, id)
        return self._render("stopped")

    def _read(self, token: str) -> int:
        return read_id(self.house.secret_key, KIND, token) or abort(404)

    def _chosen(self) -> list[str]:
        """Of the city's topics; all where it has none."""
        catalogue = find_catalogue(self.house.city)
        return [one for one in (catalogue.ids if catalogue else ()) if one in request.form.getlist("topic")]

    def _words(self) -> RoomWords:
        asked, languages = request.args.get("lang", ""), self.house.texts.languages
        language = asked if asked in languages else wanted_language(request, languages)
        return RoomWords(self.house.texts, language, self.house.city, "news")

    def _render(self, step: str, fault: str = "", status: int = 200) -> Response:
        words, house, catalogue = self._words(), self.house, find_catalogue(self.house.city)
        page = render_template(
            "news/mail.html",
            t=words,
            language=words.language,
            html_lang=html_lang(words.language),
            languages=[(one, html_lang(one), house.texts.name_language(one)) for one in house.texts.languages],
            lang=request.args.get("lang", ""),
            banner=present_banner(house.city.find_banner(utc_now()), house.texts, words.language),
            topics=[(one.id, words_in(one.name, words.language)) for one in (catalogue.topics if catalogue else ())],
            chosen=self._chosen(),
            typed=request.form.get("mail", "")[:LONGEST_ADDRESS],
            step=step,
            fault=fault,
        )
        response = make_response(page, status)
        response.headers["Cache-Control"] = "no-store"
        return response
