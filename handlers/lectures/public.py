"""`/lectures/certificate/<token>.pdf`: that somebody came to a lecture, with their name.

Public: the signed token is the key, and lives some minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort

from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.documents import Attendance, Wording, choose_language, find_office, make_attendance
from bot.documents.wording import JAPANESE
from bot.headers import keep_private
from handlers.lectures.links import read_certificate
from handlers.lectures.service.certifying import Certified, find_certified
from handlers.lectures.words import say_all_dates, say_place, say_title

DEPARTMENT = "learning"  # who issues it
# A browser's viewer is an object in a page of its own.
_HEADERS = keep_private("base-uri 'none'; frame-ancestors 'none'")


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 for a token that is not ours, or too old, and for who did not come."""
    blueprint, pages = Blueprint("lectures", __name__), _Pages(database, house)
    blueprint.add_url_rule("/lectures/certificate/<token>.pdf", "show_certificate", pages.show_certificate)
    return blueprint


@dataclass(frozen=True)
class _Pages:
    database: Database
    house: House

    def show_certificate(self, token: str) -> Response:
        application_id = read_certificate(self.house.secret_key, token) or abort(404)
        with self.database.read() as session:
            found = find_certified(session, application_id, utc_now()) or abort(404)
            pdf, number = self._make(found), found.application.number
        response = Response(pdf, mimetype="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="certificate-{number}.pdf"'
        response.headers.update(_HEADERS)
        return response

    def _make(self, found: Certified) -> bytes:
        texts, city = self.house.texts, self.house.city
        language = choose_language(texts, found.application.language)
        own, ja = (RoomWords(texts, one, city, "lectures") for one in (language, JAPANESE))
        offer, place = found.offer, found.offer.find_place(found.application.hall_id)
        attendance = Attendance(
            language=language,
            number=found.application.number,
            name=found.name,
            lecture=Wording(say_title(own, offer.lecture), offer.lecture.title),
            dates=Wording(say_all_dates(own, offer), say_all_dates(ja, offer)),
            place=Wording(say_place(own, place), say_place(ja, place)) if place else None,
            issued_on=utc_now().astimezone(TOKYO).date(),
            is_course=len(offer.dates) > 1,
            office=find_office(city, language, DEPARTMENT),
        )
        return make_attendance(texts, attendance, offer.ends_at)
