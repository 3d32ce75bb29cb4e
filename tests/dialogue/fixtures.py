"""Fixtures for dialogues, here and in the rooms' tests."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlmodel import SQLModel

from bot.city import City, load_city
from bot.clock import TOKYO
from bot.counter import training_folders
from bot.db import Database
from bot.models.vault import Vault
from bot.opening_hours import WEEKDAYS, Span
from bot.settings import DEMO_CITY
from nlu.embedded import load_or_train
from nlu.interpreter import Interpreter
from nlu.training_data import load_training_data
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import SECRET_KEY, build_knowledge, make_engine

ALL_DAY = Span(opens=time(0), closes=time.max)
OFFICE_HOURS = Span(opens=time(8, 30), closes=time(17, 15))


@pytest.fixture(scope="session")
def interpreter(models: Path) -> Interpreter:
    """The real examples, learned without an encoder."""
    return Interpreter(load_or_train(load_training_data(training_folders()), None, models))


@pytest.fixture(scope="session")
def demo_city() -> City:
    return load_city(DEMO_CITY)


@pytest.fixture
def open_city(demo_city: City) -> City:
    """The demo city, whose operators never sleep."""
    return _with_hours(demo_city, {day: [ALL_DAY] for day in WEEKDAYS})


@pytest.fixture
def closed_city(demo_city: City) -> City:
    """The demo city on a day on which nobody is there; on all others they come at 8:30."""
    today = WEEKDAYS[datetime.now(TOKYO).weekday()]
    return _with_hours(demo_city, {day: [OFFICE_HOURS] for day in WEEKDAYS if day != today})


def _with_hours(city: City, weekly: dict[str, list[Span]]) -> City:
    hours = city.opening_hours.model_copy(update={"weekly": weekly, "closed_on_holidays": False, "closures": []})
    return city.model_copy(update={"opening_hours": hours})


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the small FAQ; a search reads its files alone, so one is enough for all tests."""
    folder = tmp_path_factory.mktemp("knowledge")
    database = Database(f"sqlite:///{folder / 'knowledge.db'}", Vault([Fernet.generate_key().decode()], SECRET_KEY))
    SQLModel.metadata.create_all(database.engine)
    build_knowledge(database, folder / "index")
    database.close()
    return folder / "index"


@pytest.fixture
def conversation(database: Database, index_folder: Path, open_city: City, interpreter: Interpreter) -> Conversation:
    """A citizen who writes during opening hours."""
    return Conversation(database, lambda: make_engine(database, index_folder, open_city, interpreter.interpret))


@pytest.fixture
def evening(database: Database, index_folder: Path, closed_city: City, interpreter: Interpreter) -> Conversation:
    """A citizen who writes when no operator is there."""
    return Conversation(database, lambda: make_engine(database, index_folder, closed_city, interpreter.interpret))
