"""`/tickets/<token>`: the QR code of one reservation, by a signed link, to be shown at the door.

It needs no script and prints well. In it is nobody's name, so that whoever looks over a shoulder learns a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.dates import say_moment
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.headers import keep_private, make_policy
from bot.models.reservations import Reservation
from bot.pages import html_lang, present_banner
from bot.services.reservations.receptions import Reception
from bot.signed_ids import read_id
from bot.tickets.finding import find_ticket
from bot.tickets.links import KIND
from bot.tickets.signing import TicketKeys

_HEADERS = keep_private(make_policy("'none'"))


def create_blueprint(database: Database, house: House, receptions: Sequence[Reception]) -> Blueprint:
    """One page; 404 for a token that is not ours."""
    blueprint = Blueprint(
        "tickets", __name__, template_folder="templates", static_folder="static", static_url_path="/tickets-static"
    )
    page = _Page(database, house, receptions)
    blueprint.add_url_rule("/tickets/<token>", "show", page.show)
    blueprint.after_request(_add_headers)
    return blueprint


@dataclass(frozen=True)
class _Page:
    database: Database
    house: House
    receptions: Sequence[Reception]

    def show(self, token: str) -> ResponseReturnValue:
        """In the language of the conversation, or the one that was asked for."""
        reservation_id = read_id(self.house.secret_key, KIND, token) or abort(404)
        asked = request.args.get("lang", "")
        asked = asked if asked in self.house.texts.languages else ""
        receptions = {one.service: one for one in self.receptions}
        now = utc_now()
        with self.database.read() as session:
            keys = TicketKeys(self.database.vault)
            found = find_ticket(session, receptions, keys, reservation_id, asked, now) or abort(404)
            language = asked or session.get_one(Reservation, reservation_id).language
        words = RoomWords(self.house.texts, language, self.house.city, "tickets")
        return make_response(
            render_template(
                "tickets/ticket.html",
                t=words,
                language=words.language,
                html_lang=html_lang(words.language),
                languages=[
                    (one, html_lang(one), self.house.texts.name_language(one)) for one in self.house.texts.languages
                ],
                banner=present_banner(self.house.city.find_banner(now), self.house.texts, words.language),
                found=found,
                when=say_moment(words, found.starts_at),
                picture=draw(found.code) if found.code else None,
            )
        )


def draw(code: str) -> Markup:
    """A QR code as SVG, with the white margin that scanners need, of the size the page gives it."""
    picture = segno.make(code, error="m", boost_error=False)
    return Markup(picture.svg_inline(light="#fff", border=4, omitsize=True))  # noqa: S704  # drawn by us from modules


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response
