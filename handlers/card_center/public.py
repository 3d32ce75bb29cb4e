"""`/card-center`: how full the places are, for everybody; `/card-center/<token>/reservation.ics`: one's own time.

The signed token is the key to the file, in which there is nobody's name. Times are chosen in `public_times.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.dates import say_date, say_moment, say_time
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.models.reservations import Reservation, ReservationState, Resource, Timeframe
from bot.pages import html_lang, present_banner, wanted_language
from bot.signed_ids import read_id
from bot.waiting_room.guard import WaitingRoomGuard
from handlers.card_center.calendar import write_reservation
from handlers.card_center.crowd import say_now
from handlers.card_center.links import KIND
from handlers.card_center.public_times import TIMES_ENDPOINTS, add_times
from handlers.card_center.service.catalogue import Catalogue, find_catalogue
from handlers.card_center.service.crowding import list_crowds
from handlers.card_center.words import say_office

SHOWN = (ReservationState.RESERVED, ReservationState.ATTENDED, ReservationState.CANCELLED)
_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_blueprint(database: Database, house: House) -> Blueprint:
    """Pages and a file; 404 where the city has no card centre here, and for a token that is not ours."""
    blueprint = Blueprint(
        "card_center",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/card-center-static",
    )
    page = _Pages(database, house)
    blueprint.add_url_rule("/card-center", "show", page.show)
    blueprint.add_url_rule("/card-center/<token>/reservation.ics", "calendar", page.send_calendar)
    add_times(blueprint, database, house)
    WaitingRoomGuard("card_center", database, house).protect(blueprint, "show", *TIMES_ENDPOINTS)
    blueprint.after_request(_add_headers)
    return blueprint


@dataclass(frozen=True)
class _Pages:
    database: Database
    house: House

    def show(self) -> ResponseReturnValue:
        """Now and hour by hour, as bars and as a table."""
        catalogue, now = self._get_catalogue(), utc_now()
        asked = request.args.get("lang", "")
        language = asked if asked in self.house.texts.languages else wanted_language(request)
        words = self._speak(language)
        with self.database.read() as session:
            crowds = list_crowds(session, catalogue, now)
        return make_response(
            render_template(
                "card_center/crowd.html",
                t=words,
                language=language,
                html_lang=html_lang(language),
                languages=[
                    (one, html_lang(one), self.house.texts.name_language(one)) for one in self.house.texts.languages
                ],
                lang=asked,
                banner=present_banner(self.house.city.find_banner(now), self.house.texts, language),
                seen_at=say_moment(words, now),
                crowds=crowds,
                say_office=lambda office: say_office(words, office, with_address=True),
                say_now=lambda crowd: say_now(words, crowd),
                say_day=lambda day: say_date(words, day, with_weekday=True),
                say_time=lambda moment: say_time(words, moment),
                is_over=lambda hour: hour.starts_at.replace(minute=59) < now.astimezone(TOKYO),
            )
        )

    def send_calendar(self, token: str) -> ResponseReturnValue:
        """The file of one reservation, in the language of the conversation."""
        catalogue = self._get_catalogue()
        reservation_id = read_id(self.house.secret_key, KIND, token) or abort(404)
        with self.database.read() as session:
            reservation = session.get(Reservation, reservation_id) or abort(404)
            if reservation.state not in SHOWN:
                abort(404)
            timeframe = session.get_one(Timeframe, reservation.timeframe_id)
            office = catalogue.find_place(session.get_one(Resource, timeframe.resource_id).code)
            words = self._speak(reservation.language)
            body = write_reservation(words, catalogue, reservation, timeframe, office)
            name = f"{reservation.number}.ics"
        response = make_response(body)
        response.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _get_catalogue(self) -> Catalogue:
        return find_catalogue(self.house.city) or abort(404)

    def _speak(self, language: str) -> RoomWords:
        return RoomWords(self.house.texts, language, self.house.city, "card_center")


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)  # the waiting room has its own
    return response
