"""`/certificates/<token>`: how an application stands, and the ways to pay, to correct and to cancel it.

Public: the signed token is the key. Nothing on it says who ordered; what is corrected is asked for in a form.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlmodel import Session

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.forms.links import FormLink, sign_link
from bot.headers import keep_private, make_policy
from bot.messages import Channel
from bot.models.conversation import Conversation
from bot.models.payments import SETTLED, Payment
from bot.pages import html_lang, present_banner
from bot.posting import answer_refusals
from bot.services.payments.links import payment_url
from bot.services.payments.opening import find_payment
from bot.services.payments.subjects import NotPayable
from bot.signed_ids import read_id
from handlers.certificates.cards import CORRECTION
from handlers.certificates.links import KIND
from handlers.certificates.models import Application, ApplicationStep
from handlers.certificates.passport import Passport
from handlers.certificates.service.applying import SUBJECT, cancel
from handlers.certificates.service.steps import CITIZEN, WrongState, list_steps

log = logging.getLogger(__name__)

_RECEIPT = "payments.show_receipt"  # the endpoint, where payment is on
_HEADERS = keep_private(make_policy())


def create_blueprint(database: Database, house: House) -> Blueprint:
    """Three pages; 404 for a token that is not ours, or of an application that was deleted."""
    blueprint = Blueprint(
        "certificates",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/certificates-static",
    )
    page = _Pages(database, house)
    for path, view, methods in (
        ("", "show", ["GET"]),
        ("/correct", "correct", ["GET"]),
        ("/cancel", "ask_cancel", ["GET"]),
        ("/cancel", "cancel", ["POST"]),
    ):
        blueprint.add_url_rule(f"/certificates/<token>{path}", view, getattr(page, view), methods=methods)
    blueprint.register_error_handler(CSRFError, answer_refusals(page.show_stale))
    blueprint.after_request(_add_headers)
    return blueprint


@dataclass(frozen=True)
class _Loaded:
    """One application and what belongs to it, read once."""

    application: Application
    steps: list[ApplicationStep]
    payment: Payment | None
    is_on_web: bool = field(default=False)


@dataclass(frozen=True)
class _Pages:
    database: Database
    house: House

    def show(self, token: str) -> ResponseReturnValue:
        """The state, the time line, and what can be done now."""
        return self._render(token, self._load(token))

    def correct(self, token: str) -> ResponseReturnValue:
        """On to the form of the one field, by a link that is made now; back to the page when there is nothing to do."""
        application = self._load(token).application
        if not self._passport(application).can_correct:
            return self._go_back(token)
        form = f"{CORRECTION}-{application.field}"
        link = FormLink(application.conversation_id, form, self._language(application), str(application.id))
        return redirect(f"/liff/{form}?t={sign_link(self.house.secret_key, link)}", 303)

    def ask_cancel(self, token: str) -> ResponseReturnValue:
        """Whether it is meant, and what follows."""
        loaded = self._load(token)
        if not self._passport(loaded.application).can_cancel:
            return self._go_back(token)
        return self._render(token, loaded, "certificates/cancel.html")

    def cancel(self, token: str) -> ResponseReturnValue:
        """Cancel it; 409 when it has moved on meanwhile."""
        application = self._load(token).application
        try:
            with self.database.write() as session:
                cancel(session, application.id or 0, CITIZEN, utc_now())
        except (WrongState, NotPayable) as error:
            log.info("application %s can't be cancelled: %s", application.id, error)
            return self._render(token, self._load(token), fault="too_late", status=409)
        return self._go_back(token)

    def show_stale(self, _: CSRFError) -> ResponseReturnValue:
        """The page was made for another session: it asks once more."""
        token = (request.view_args or {}).get("token", "")
        return self._render(token, self._load(token), "certificates/cancel.html", fault="page_stale", status=400)

    def _load(self, token: str) -> _Loaded:
        application_id = read_id(self.house.secret_key, KIND, token) or abort(404)
        with self.database.read() as session:
            application = session.get(Application, application_id) or abort(404)
            loaded = self._collect(session, application)
            session.expunge_all()
        return loaded

    def _collect(self, session: Session, application: Application) -> _Loaded:
        payment = find_payment(session, SUBJECT, application.id or 0)
        conversation = session.get(Conversation, application.conversation_id)
        is_on_web = conversation is not None and conversation.channel == Channel.WEB
        return _Loaded(application, list_steps(session, application), payment, is_on_web)

    def _language(self, application: Application) -> str:
        """Chosen on the page, else that of the order."""
        languages = self.house.texts.languages
        wanted = (request.args.get("lang", ""), application.language)
        return next((language for language in wanted if language in languages), "ja")

    def _passport(self, application: Application) -> Passport:
        words = RoomWords(self.house.texts, self._language(application), self.house.city, "certificates")
        return Passport(words, self.house.city, application)

    def _go_back(self, token: str) -> Response:
        return make_response(redirect(url_for(".show", token=token), 303))

    def _render(
        self,
        token: str,
        loaded: _Loaded,
        template: str = "certificates/passport.html",
        fault: str = "",
        status: int = 200,
    ) -> Response:
        house, passport, payment = self.house, self._passport(loaded.application), loaded.payment
        words, language = passport.words, passport.words.language
        is_paid = payment is not None and payment.state in SETTLED
        pay_url = payment_url("", house.secret_key, payment.reference) if payment else ""
        page = render_template(
            template,
            t=words,
            language=language,
            html_lang=html_lang(language),
            languages=[(one, html_lang(one), house.texts.name_language(one)) for one in house.texts.languages],
            banner=present_banner(house.city.find_banner(utc_now()), house.texts, language),
            passport=passport,
            application=loaded.application,
            steps=passport.list_steps(loaded.steps),
            coming=passport.list_coming(),
            token=token,
            lang=request.args.get("lang", ""),
            pay_url=pay_url if passport.can_pay else "",
            receipt_url=f"{pay_url}/receipt.pdf" if is_paid and _RECEIPT in current_app.view_functions else "",
            is_paid=is_paid,
            chat_url=url_for("web.show_page") if loaded.is_on_web else "",
            fault=fault,
        )
        return make_response(page, status)


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response
