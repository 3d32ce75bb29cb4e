"""`/card-center/<token>/times`: a week, what is free on each half day of it, and the times of one day to choose from.

Public: the signed token is the key, and the page says nothing about anybody. What is chosen is held at once and goes to
the conversation, which reads it back; a full time is waited for there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlmodel import Session

from bot import inbox
from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.dates import say_date, say_moment, say_short_date, say_time
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.messages import Channel, Inbound, InboundKind
from bot.models.conversation import Conversation
from bot.pages import html_lang, present_banner
from bot.posting import answer_refusals
from handlers.card_center.links import read_times_token
from handlers.card_center.offers import MARK
from handlers.card_center.picking import Picking, find_picking
from handlers.card_center.service.booking import MOST_WAITS
from handlers.card_center.service.catalogue import SERVICE, Catalogue, find_catalogue
from handlers.card_center.service.offering import Offer, Search
from handlers.card_center.service.weeks import find_first_day, load_week
from handlers.card_center.slots import PICKED
from handlers.card_center.words import label_offer, say_office, say_purpose

TIMES_ENDPOINTS = ("show_times", "choose_time")
CHOSEN = ("time", "move", "wait")  # `?what=`, and the text key `times_<what>`


class _Over(Exception):
    """The conversation is not about a time any more."""


def add_times(blueprint: Blueprint, database: Database, house: House) -> None:
    """The page, what is sent from it, and the way back."""
    page = _Pages(database, house)
    path = "/card-center/<token>/times"
    blueprint.add_url_rule(path, "show_times", page.show)
    blueprint.add_url_rule(path, "choose_time", page.choose, methods=["POST"])
    blueprint.add_url_rule(f"{path}/chosen", "show_chosen", page.show_chosen)
    blueprint.register_error_handler(CSRFError, answer_refusals(page.show_stale))
    blueprint.register_error_handler(_Over, answer_refusals(page.show_over))


@dataclass(frozen=True)
class _Pages:
    database: Database
    house: House

    def show(self, token: str) -> ResponseReturnValue:
        """The week of `?day=`, else that of the nearest free time."""
        with self.database.read() as session:
            return self._render(session, self._load(session, token))

    def choose(self, token: str) -> ResponseReturnValue:
        """Hold a time, or wait for it; 409 with the nearest others when it is gone."""
        wants_wait, wanted = _read_choice()
        with self.database.write() as session:
            found = self._load(session, token)
            language = self._speak(found.conversation).language
            offer = found.search.find_one(session, wanted)
            fault = found.take(session, offer, wants_wait=wants_wait, language=language)
            if offer is not None and not fault:
                self._tell(session, found, offer, wants_wait=wants_wait)
        if offer is None or fault:
            with self.database.read() as session:
                return self._render(session, self._load(session, token), fault or "gone", offer, 409)
        self.house.bell.ring(inbox.TOPIC)
        what = "wait" if wants_wait else "move" if found.is_moving else "time"
        return redirect(url_for(".show_chosen", token=token, id=offer.timeframe_id, what=what, lang=language), 303)

    def show_chosen(self, token: str) -> ResponseReturnValue:
        """That it goes on in the conversation."""
        conversation = self._find_conversation(token)
        words, chosen, what = self._speak(conversation), request.args.get("id", 0, int), request.args.get("what", "")
        catalogue = self._get_catalogue()
        with self.database.read() as session:
            offer = Search(catalogue, catalogue.places, 1, utc_now()).find_one(session, chosen)
        if offer is None or what not in CHOSEN:
            return self._answer(words, conversation, "card_center/chosen.html", 200, said="", place="")
        said = words.text(f"times_{what}", when=say_moment(words, offer.starts_at))
        place = say_office(words, offer.office, with_address=True)
        return self._answer(words, conversation, "card_center/chosen.html", 200, said=said, place=place)

    def show_stale(self, _: CSRFError) -> ResponseReturnValue:
        """The page was made for another session: it shows itself anew."""
        return redirect(url_for(".show_times", token=(request.view_args or {}).get("token", "")), 303)

    def show_over(self, _: _Over) -> ResponseReturnValue:
        """What to do now."""
        conversation = self._find_conversation((request.view_args or {}).get("token", ""))
        return self._answer(self._speak(conversation), conversation, "card_center/over.html", 410)

    def _load(self, session: Session, token: str) -> Picking:
        """Raises _Over, also for a token that is none or too old."""
        conversation_id = read_times_token(self.house.secret_key, token) or 0
        found = find_picking(session, conversation_id, self._get_catalogue(), utc_now())
        if found is None:
            raise _Over
        return found

    def _find_conversation(self, token: str) -> Conversation | None:
        with self.database.read() as session:
            found = session.get(Conversation, read_times_token(self.house.secret_key, token) or 0)
            session.expunge_all()
        return found

    def _get_catalogue(self) -> Catalogue:
        return find_catalogue(self.house.city) or abort(404)

    def _speak(self, conversation: Conversation | None) -> RoomWords:
        """In the language chosen on the page, else that of the conversation."""
        known = conversation.language if conversation else ""
        wanted = (request.args.get("lang", ""), known, "ja")
        language = next(one for one in wanted if one in self.house.texts.languages)
        return RoomWords(self.house.texts, language, self.house.city, SERVICE)

    def _tell(self, session: Session, found: Picking, offer: Offer, *, wants_wait: bool) -> None:
        """As if a button had been pressed in the conversation."""
        words, id = self._speak(found.conversation), offer.timeframe_id
        wait = f"{SERVICE}.wait?time={id}&purpose={found.purpose}&units={found.search.units}"
        label = label_offer(words, offer)
        inbound = Inbound(
            channel=Channel(found.conversation.channel),
            event_id=f"times-{found.turn_id}-{id}",  # sent twice it is said once
            address=found.conversation.address,
            kind=InboundKind.POSTBACK,
            occurred_at=found.search.now,
            postback=wait if wants_wait else f"{PICKED}?time={MARK}{id}",
            params={"label": words.text("wait_for", when=label) if wants_wait else label},
        )
        inbox.add(session, self.database, inbound)

    def _render(
        self, session: Session, found: Picking, fault: str = "", gone: Offer | None = None, status: int = 200
    ) -> Response:
        words, search = self._speak(found.conversation), found.search
        day = _read_day() or find_first_day(session, search)
        week = load_week(session, search, day)
        purpose = say_purpose(words, search.catalogue, found.purpose)
        persons = "" if found.is_moving else words.text("persons", count=found.persons)
        return self._answer(
            words,
            found.conversation,
            "card_center/times.html",
            status,
            week=week,
            day=week.find_day(day),
            facts=[one for one in (purpose, persons) if one],
            is_moving=found.is_moving,
            problem=words.text(fault, most=MOST_WAITS) if fault else "",
            near=found.list_near(session, gone) if fault == "gone" else (),
            say_offer=lambda offer: label_offer(words, offer),
            say_office=lambda office: say_office(words, office),
            say_day=lambda on: say_date(words, on, with_weekday=True),
            say_short=lambda on: say_short_date(words, on),
            say_time=lambda moment: say_time(words, moment),
        )

    def _answer(
        self, words: RoomWords, conversation: Conversation | None, template: str, status: int, **more: Any
    ) -> Response:
        house, language = self.house, words.language
        is_on_web = conversation is not None and conversation.channel == Channel.WEB
        page = render_template(
            template,
            t=words,
            language=language,
            html_lang=html_lang(language),
            languages=[(one, html_lang(one), house.texts.name_language(one)) for one in house.texts.languages],
            banner=present_banner(house.city.find_banner(utc_now()), house.texts, language),
            here={"token": (request.view_args or {}).get("token", ""), "lang": language},
            chat_url=url_for("web.show_page") if is_on_web else "",
            **more,
        )
        response = make_response(page, status)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def _read_choice() -> tuple[bool, int]:
    """Whether it is to be waited for, and the id of a timeframe; 0 for what is none."""
    wait = request.form.get("wait", "")
    said = wait or request.form.get("time", "")
    return bool(wait), int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _read_day() -> date | None:
    try:
        return date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        return None
