"""The pages of surveys before a counter of the demo city."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect

from bot import inbox
from bot.bell import Bell
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.db import Database
from bot.dialogue.turn import House
from handlers.surveys import opendata, public
from tests.channels.web.conftest import CITY
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import SECRET_KEY


@pytest.fixture
def house(conversation: Conversation) -> House:
    return conversation.engine.house


@pytest.fixture
def app(database: Database, house: House) -> Flask:
    app = Flask("tests", static_folder=None)
    app.config.update(SECRET_KEY=SECRET_KEY)
    CSRFProtect(app)
    web = WebCounter(database, Bell(), house.texts, lambda inbounds: inbox.accept(database, inbounds), CITY)
    app.register_blueprint(web_blueprint.create_blueprint(web))
    app.register_blueprint(public.create_blueprint(database, house))
    app.register_blueprint(opendata.create_blueprint(database, house))
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
