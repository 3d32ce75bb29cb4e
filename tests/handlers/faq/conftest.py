"""A citizen of another city, whose FAQ has questions that are alike, tables and long answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.city import City
from bot.db import Database
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.sources.faq_file import import_faq_file
from nlu.interpreter import Interpreter
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import make_engine

FAQ = Path(__file__).with_name("other.csv")


@pytest.fixture
def open_city(open_city: City) -> City:
    """A city that offers no service of which its FAQ speaks."""
    return open_city.model_copy(update={"services": {}})


@pytest.fixture
def elsewhere(database: Database, tmp_path: Path, open_city: City, interpreter: Interpreter) -> Conversation:
    """A citizen who asks there."""
    import_faq_file(database, FAQ)
    build_index(database, HashingEncoder(), tmp_path / "index")
    return Conversation(database, lambda: make_engine(database, tmp_path / "index", open_city, interpreter.interpret))
