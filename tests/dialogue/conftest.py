"""The fixtures of dialogues."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.city import City
from bot.clock import tokyo_now
from bot.db import Database
from nlu.interpreter import Interpreter
from tests.dialogue import services
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import make_engine
from tests.dialogue.fixtures import (  # noqa: F401
    closed_city,
    conversation,
    demo_city,
    evening,
    index_folder,
    interpreter,
    open_city,
)
from tests.dialogue.services import ROOMS, SERVICES, with_services


@pytest.fixture
def today() -> date | None:
    """The day that is meant by 「今日」, where a test has one of its own."""
    return None


@pytest.fixture
def citizen(
    database: Database,
    index_folder: Path,  # noqa: F811
    open_city: City,  # noqa: F811
    interpreter: Interpreter,  # noqa: F811
    today: date | None,
) -> Conversation:
    """Somebody at a counter that has the services made for tests, too."""
    services.released.clear()
    understand = with_services(interpreter, (lambda: today) if today else tokyo_now).interpret
    return Conversation(database, lambda: make_engine(database, index_folder, open_city, understand, SERVICES, ROOMS))


@pytest.fixture
def visitor(citizen: Conversation) -> Conversation:
    """Somebody who is asked when to come."""
    citizen.says("受け取りを予約したい", expects="visits.ask_certificate")
    citizen.says("印鑑証明", expects="visits.ask_moment")
    return citizen
