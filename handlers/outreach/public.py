"""`/outreach/<token>/lecture.ics`: an outreach lecture for the group's calendar.

Public: the signed token is the key.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort

from bot.db import Database
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.documents.calendars import Occasion, write_calendar
from bot.headers import keep_private
from bot.service_facts import words_in
from bot.signed_ids import read_id
from handlers.outreach.links import KIND
from handlers.outreach.models import OutreachRequest, RequestState
from handlers.outreach.service.catalogue import SERVICE, find_catalogue

_HEADERS = keep_private("default-src 'none'; frame-ancestors 'none'")


def create_blueprint(database: Database, house: House) -> Blueprint:
    """404 for a token that is not ours, and for what has no date."""
    blueprint, files = Blueprint("outreach", __name__), _Files(database, house)
    blueprint.add_url_rule("/outreach/<token>/lecture.ics", "calendar", files.send_calendar)
    return blueprint


@dataclass(frozen=True)
class _Files:
    database: Database
    house: House

    def send_calendar(self, token: str) -> Response:
        """What was agreed on; of one that was cancelled since, its cancellation."""
        request_id = read_id(self.house.secret_key, KIND, token) or abort(404)
        with self.database.read() as session:
            request = session.get(OutreachRequest, request_id) or abort(404)
            occasion = self._describe(request) or abort(404)
            number = request.number
        response = Response(
            write_calendar([occasion], "outreach//JA", "CANCEL" if occasion.is_cancelled else "PUBLISH")
        )
        response.headers["Content-Type"] = "text/calendar; charset=utf-8"
        response.headers["Content-Disposition"] = f'attachment; filename="{number}.ics"'
        response.headers.update(_HEADERS)
        return response

    def _describe(self, request: OutreachRequest) -> Occasion | None:
        is_over = request.state in (RequestState.CANCELLED, RequestState.DECLINED)
        if (
            request.starts_at is None
            or request.ends_at is None
            or (request.state != RequestState.AGREED and not is_over)
        ):
            return None
        words = RoomWords(self.house.texts, request.language, self.house.city, SERVICE)
        catalogue = find_catalogue(self.house.city)
        topic = catalogue.find_topic(request.topic) if catalogue else None
        name = words_in(topic.name, words.language) if topic else ""
        return Occasion(
            uid=f"{request.number}@outreach.madoguchi",
            made_at=request.made_at,
            changed_at=request.changed_at,
            starts_at=request.starts_at,
            ends_at=request.ends_at,
            title=f"{words.text('title')} {name}".strip(),
            place=request.place,
            text=f"{words.text('fact_number')}: {request.number}\n{words.text('fact_lecturer')}: {request.lecturer}",
            is_cancelled=is_over,
            reminder=words.text("title"),
        )
