"""The pages of the news before a counter of the demo city."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect

from bot import inbox
from bot.bell import Bell
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.clients.mail import SimulatedMail
from bot.db import Database
from bot.dialogue.turn import House
from handlers.news import opendata, public
from tests.channels.web.conftest import CITY
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import SECRET_KEY


@pytest.fixture
def mail() -> SimulatedMail:
    return SimulatedMail()


@pytest.fixture
def house(conversation: Conversation, mail: SimulatedMail) -> House:
    return replace(conversation.engine.house, mail=mail)


@pytest.fixture
def client(database: Database, house: House) -> FlaskClient:
    app = Flask("tests", static_folder=None)
    app.config.update(SECRET_KEY=SECRET_KEY)
    csrf = CSRFProtect(app)
    web = WebCounter(database, Bell(), house.texts, lambda inbounds: inbox.accept(database, inbounds), CITY)
    app.register_blueprint(web_blueprint.create_blueprint(web))
    own = public.create_blueprint(database, house)
    csrf.exempt(own)  # as `bot.app` does for a room that says so
    app.register_blueprint(own)
    app.register_blueprint(opendata.create_blueprint(database, house))
    return app.test_client()
