"""A citizen at a counter with services made for tests, and what is learned from what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.city import City
from bot.db import Database
from bot.learning.jobs import list_rooms
from bot.services.learning.proposals import Reader
from bot.services.learning.workshop import Workshop
from nlu.interpretation import Interpretation
from nlu.interpreter import Interpreter
from nlu.training_data import TrainingData, load_training_data
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import make_engine
from tests.dialogue.fixtures import demo_city, index_folder, interpreter, open_city  # noqa: F401
from tests.dialogue.services import ROOMS, SERVICES, with_services

Talk = Callable[[], Conversation]
MakeReader = Callable[[], Reader]
Understand = Callable[[str], Interpretation]

EXAMPLES = {
    "order_copies": "{}の写しを申し込む",
    "give_opinion": "{}について意見がある",
    "my_data": "{}のデータを見る",
    "out_of_scope": "{}の値段を予想して",
}
THINGS = ("桜", "松", "杉", "梅", "桃", "栗", "柿", "楓")


@pytest.fixture
def rooms(tmp_path: Path) -> TrainingData:
    """Eight examples of each of four intents."""
    folder = tmp_path / "rooms" / "all"
    folder.mkdir(parents=True)
    lines = ['version: "3.1"', "nlu:"]
    for intent, sentence in EXAMPLES.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {sentence.format(thing)}" for thing in THINGS)]
    (folder / "nlu.yml").write_text("\n".join([*lines, ""]), "utf-8")
    return load_training_data([tmp_path / "rooms"])


@pytest.fixture
def workshop(database: Database, rooms: TrainingData, tmp_path: Path) -> Workshop:
    """Of this machine; without an encoder, so that a model is trained in a tenth of a second."""
    return Workshop(database, rooms, None, tmp_path / "models", tmp_path / "learned")


@pytest.fixture
def understand(interpreter: Interpreter) -> Understand:  # noqa: F811
    return with_services(interpreter).interpret


@pytest.fixture
def talk(database: Database, index_folder: Path, open_city: City, understand: Understand) -> Talk:  # noqa: F811
    """Somebody new at the counter."""
    return lambda: Conversation(
        database, lambda: make_engine(database, index_folder, open_city, understand, SERVICES, ROOMS)
    )


@pytest.fixture
def citizen(talk: Talk) -> Conversation:
    return talk()


@pytest.fixture
def make_reader(database: Database, citizen: Conversation, rooms: TrainingData, understand: Understand) -> MakeReader:
    """A scheduler that has just started."""
    services = list_rooms(citizen.engine.house.registry)
    return lambda: Reader(database, rooms, services, understand)
