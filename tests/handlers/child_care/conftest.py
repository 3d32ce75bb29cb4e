"""The pages of a city that has something of each kind."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from bot.db import Database
from tests.handlers.child_care.city import fill, serve


@pytest.fixture
def client(database: Database) -> FlaskClient:
    fill(database)
    return serve(database).test_client()
