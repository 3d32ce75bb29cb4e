"""The card centre's pages over HTTP, beside the web chat's, whose files they use."""

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
from handlers.card_center import public
from tests.channels.web.conftest import CITY
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import SECRET_KEY


def serve(conversation: Conversation, entries_per_second: float = 20.0) -> Flask:
    app = Flask("tests", static_folder=None)
    app.config.update(SECRET_KEY=SECRET_KEY)
    CSRFProtect(app)
    database, house = conversation.database, conversation.engine.house
    web = WebCounter(database, Bell(), house.texts, lambda inbounds: inbox.accept(database, inbounds), CITY)
    app.register_blueprint(web_blueprint.create_blueprint(web))
    app.register_blueprint(public.create_blueprint(database, replace(house, entries_per_second=entries_per_second)))
    return app


@pytest.fixture
def client(conversation: Conversation) -> FlaskClient:
    return serve(conversation).test_client()
