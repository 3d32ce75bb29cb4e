"""`/health`: a citizen's own health records, on our origin alone.

Who comes signs in with the city's account, proves once whose it is, and shows a second step at each visit. No address
has anything of a record or a person in it, and nobody keeps these pages.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.headers import keep_private, make_policy
from bot.posting import answer_refusals
from handlers.health_records.public_appointments import AppointmentPages
from handlers.health_records.public_data import DataPages
from handlers.health_records.public_due import DuePages
from handlers.health_records.public_entering import EnteringPages
from handlers.health_records.public_front import FrontPages
from handlers.health_records.public_given import GivenPages
from handlers.health_records.public_identity import IdentityPages
from handlers.health_records.public_line import LinePages
from handlers.health_records.public_passkeys import PasskeyPages
from handlers.health_records.public_room import Room
from handlers.health_records.public_steps import StepPages

_HEADERS = keep_private(make_policy())


def create_blueprint(database: Database, house: House, clock: Callable[[], datetime] = utc_now) -> Blueprint:
    """Every page answers 404 where the city shows no records here, or has no accounts."""
    blueprint = Blueprint(
        "health_records",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/health-static",
    )
    room = Room(database, house, clock)
    for method, path, view in list_routes(room):
        blueprint.add_url_rule(f"/health{path}", view.__name__, view, methods=[method])
    blueprint.before_request(room.check_open)
    blueprint.register_error_handler(CSRFError, answer_refusals(FrontPages(room).show_stale))

    @blueprint.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    return blueprint


def list_routes(room: Room) -> tuple[tuple[str, str, Callable[..., ResponseReturnValue]], ...]:
    front, entering, steps = FrontPages(room), EnteringPages(room), StepPages(room)
    keys, data, identity = PasskeyPages(room), DataPages(room), IdentityPages(room)
    times = AppointmentPages(room)
    return (
        ("GET", "", front.show),
        ("POST", "/sign-in", entering.sign_in),
        ("POST", "/line", LinePages(room).come_from_line),
        ("POST", "/sign-out", entering.sign_out),
        ("POST", "/code", entering.use_code),
        ("GET", "/identity", identity.leave),
        ("GET", "/identity/back", identity.come_back),
        ("POST", "/mail/send", steps.send_code),
        ("POST", "/mail/check", steps.check_code),
        ("GET", "/steps", steps.show_steps),
        ("POST", "/steps/remove-mail", steps.remove_mail),
        ("POST", "/steps/remove-passkey", steps.remove_passkey),
        ("POST", "/passkey/options", keys.begin_check),
        ("POST", "/passkey/finish", keys.check),
        ("POST", "/passkey/new-options", keys.begin_registration),
        ("POST", "/passkey/new-finish", keys.register),
        ("POST", "/remind", DuePages(room).remind),
        ("GET", "/times", times.show_times),
        ("POST", "/times/book", times.book),
        ("POST", "/times/wait", times.wait),
        ("POST", "/times/take", times.take_offer),
        ("POST", "/times/cancel", times.cancel),
        ("GET", "/data", data.show_data),
        ("GET", "/data/<any(json, csv, pdf):kind>", data.send_file),
        ("POST", "/data/correction", data.ask_correction),
        ("POST", "/data/withdraw", GivenPages(room).withdraw),
        ("POST", "/data/forget", data.forget),
    )
