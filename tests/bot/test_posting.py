"""What is posted to a public page: room for a photo, and no form that is a fault where there is no such room."""

from __future__ import annotations

import logging
import re
from importlib import import_module
from io import BytesIO

import pytest
from flask import Blueprint, Flask, abort, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge

from bot import inbox
from bot.bell import Bell
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.city import FixedCity, load_city
from bot.db import Database
from bot.dialogue.registry import Registry
from bot.dialogue.turn import House
from bot.maps import blueprint as maps_blueprint
from bot.posting import answer_refusals, make_room
from bot.settings import DEMO_CITY
from bot.texts import ROOT, load_texts

SIZE = 10_000


def make_app(*blueprints: Blueprint) -> Flask:
    app = Flask("tests", static_folder=None)
    app.config.update(SECRET_KEY="k", MAX_CONTENT_LENGTH=100)
    CSRFProtect(app)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    return app


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_form_is_a_fault_in_a_city_without_its_service(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Without a token, where it is checked, and larger than anything."""
    city = FixedCity(load_city(DEMO_CITY).model_copy(update={"services": {}}))
    house = House(city, load_texts(), Registry([]), None, "http://127.0.0.1:8000", "k" * 32)  # type: ignore[arg-type]
    found = (path.parent.name for path in sorted((ROOT / "handlers").glob("*/public.py")))
    rooms = [import_module(f"handlers.{room}.public").create_blueprint(database, house) for room in found]
    web = WebCounter(
        database, Bell(), house.texts, lambda inbounds: inbox.accept(database, inbounds), city.current.name
    )
    app = make_app(web_blueprint.create_blueprint(web), maps_blueprint.create_blueprint(), *rooms)
    asked = 0
    with caplog.at_level(logging.CRITICAL):
        for rule in app.url_map.iter_rules():
            if "POST" not in (rule.methods or ()) or rule.endpoint.startswith("web."):
                continue
            path = re.sub(r"<[^>]*>", "1", rule.rule)
            for data in ({"a": "b"}, {"photo": (BytesIO(bytes(SIZE)), "a.jpg")}):
                answer = app.test_client().post(path, data=data)
                assert 300 <= answer.status_code < 500, f"{rule.endpoint}: {answer.status}"
                asked += 1
    assert asked > 40


def make_photo_page() -> Blueprint:
    page = Blueprint("page", __name__)
    make_room(page, SIZE, unchecked=("take_signed",))

    def take() -> str:
        return str(len(request.files["photo"].read()))

    def refuse(error: CSRFError | RequestEntityTooLarge) -> str:
        abort(404 if isinstance(error, CSRFError) else 409)

    page.add_url_rule("/photo", "take", take, methods=["POST"])
    page.add_url_rule("/signed", "take_signed", take, methods=["POST"])
    page.register_error_handler(CSRFError, answer_refusals(refuse))
    page.register_error_handler(RequestEntityTooLarge, answer_refusals(refuse))
    return page


@pytest.mark.parametrize(
    ("path", "size", "status"), [("/photo", 1_000, 404), ("/signed", 1_000, 200), ("/signed", SIZE * 2, 409)]
)
def test_there_is_room_for_a_photo_and_a_handler_may_refuse(path: str, size: int, status: int) -> None:
    answer = make_app(make_photo_page()).test_client().post(path, data={"photo": (BytesIO(bytes(size)), "a.jpg")})
    assert answer.status_code == status
