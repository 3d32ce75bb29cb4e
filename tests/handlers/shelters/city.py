"""The public pages of a city with shelters, over HTTP."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from flask import Flask
from flask_wtf import CSRFProtect

from bot import inbox
from bot.bell import Bell
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.city import FixedCity, load_city
from bot.db import Database
from bot.dialogue.registry import Registry
from bot.dialogue.turn import House
from bot.maps import blueprint as maps_blueprint
from bot.settings import DEMO_CITY
from bot.texts import Texts, load_texts
from handlers.shelters import opendata, public
from knowledge.encoders.hashing import HashingEncoder
from knowledge.search import Knowledge
from tests.channels.web.conftest import CITY
from tests.dialogue.counter import SECRET_KEY


@cache
def _read_texts() -> Texts:
    return load_texts()


def serve(database: Database, *others: ModuleType) -> Flask:
    """With the public pages of `others`."""
    texts, city = _read_texts(), FixedCity(load_city(DEMO_CITY))
    knowledge = Knowledge(database, HashingEncoder(), DEMO_CITY, None)  # type: ignore[arg-type]
    house = House(city, texts, Registry([]), knowledge, "http://127.0.0.1:8000", SECRET_KEY)
    app = Flask("tests", static_folder=None)
    app.config.update(SECRET_KEY=SECRET_KEY)
    CSRFProtect(app)  # what needs no token says so itself
    web = WebCounter(database, Bell(), texts, lambda inbounds: inbox.accept(database, inbounds), CITY)
    app.register_blueprint(web_blueprint.create_blueprint(web))
    app.register_blueprint(maps_blueprint.create_blueprint())
    app.register_blueprint(public.create_blueprint(database, house))
    for room in (opendata, *others):
        app.register_blueprint(room.create_blueprint(database, house))
    return app
