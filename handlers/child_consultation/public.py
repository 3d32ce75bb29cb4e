"""`/consultation/`: where somebody writes to the children's centre, without LINE and without a name.

Public: the way back is the word that they were given. Nothing of these pages stays in a browser beyond its window, and
what is personal is in no address.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request
from flask_wtf.csrf import CSRFError

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.headers import keep_private, make_policy
from bot.posting import answer_refusals, make_room
from handlers.child_consultation.public_consultation.acts import Acts
from handlers.child_consultation.public_consultation.duty_reports import DutyReports
from handlers.child_consultation.public_consultation.pages import Pages
from handlers.child_consultation.public_consultation.visit import PATH
from handlers.child_consultation.service.catalogue import SERVICE

MOST_BYTES_POSTED = 40 * 1024 * 1024  # a photo that is too large is read through, and answered beside its field
_HEADERS = keep_private(make_policy())


def create_blueprint(database: Database, house: House, clock: Callable[[], datetime] = utc_now) -> Blueprint:
    """404 where the city has no such centre."""
    blueprint = Blueprint(
        SERVICE,
        __name__,
        template_folder="public_consultation/templates",
        static_folder="public_consultation/static",
        static_url_path=f"{PATH}/files",
    )
    pages = Pages(database, house, clock)
    acts = Acts(pages)
    for method, path, view in (
        ("GET", "/", pages.show),
        ("GET", "/in/<token>", acts.come_by_link),
        ("GET", "/news", pages.show_news),
        ("GET", "/photo/<int:message_id>", pages.show_photo),
        ("GET", "/leave", acts.leave),
        ("POST", "/begin", acts.begin),
        ("POST", "/back", acts.come_back),
        ("POST", "/write", acts.write),
        ("POST", "/kept", acts.note_kept),
        ("POST", "/name", acts.change_name),
        ("POST", "/time", acts.choose_time),
        ("POST", "/time/cancel", acts.cancel_time),
        ("POST", "/forget", acts.forget),
        ("POST", "/duty-call", DutyReports(database).take_report),
    ):
        blueprint.add_url_rule(f"{PATH}{path}", view.__name__, view, methods=[method])
    make_room(blueprint, MOST_BYTES_POSTED, unchecked={DutyReports.take_report.__name__})
    blueprint.after_request(_add_headers)
    blueprint.register_error_handler(CSRFError, answer_refusals(pages.show_stale))
    return blueprint


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint and request.endpoint.endswith(".static"):
        response.headers["Cache-Control"] = "public, max-age=3600"
    return response
