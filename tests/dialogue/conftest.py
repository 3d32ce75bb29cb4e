"""The fixtures of dialogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.city import City
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
def citizen(
    database: Database,
    index_folder: Path,  # noqa: F811
    open_city: City,  # noqa: F811
    interpreter: Interpreter,  # noqa: F811
) -> Conversation:
    """Somebody at a counter that has the services made for tests, too."""
    services.released.clear()
    understand = with_services(interpreter).interpret
    return Conversation(database, lambda: make_engine(database, index_folder, open_city, understand, SERVICES, ROOMS))
