"""What dialogues are tested with: a small FAQ, and engines put together as the application does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from bot.city import City
from bot.db import Database
from bot.dialogue.engine import DialogueEngine
from bot.dialogue.handler import Handler
from bot.dialogue.registry import Registry, load_registry
from bot.dialogue.turn import House
from bot.services.city_settings.live import LiveCity
from bot.texts import Texts, find_text_files, load_texts
from knowledge.encoders.hashing import HashingEncoder
from knowledge.generation.protocol import Generator, NullGenerator
from knowledge.index.build import build_index
from knowledge.ranking.probability import FEATURES, Calibration, Logistic
from knowledge.search import Knowledge
from knowledge.sources.faq_file import import_faq_file
from nlu.interpretation import Interpretation

FAQ = Path(__file__).with_name("faq.csv")
SECRET_KEY = "a secret key of the tests, long enough"
PUBLIC_URL = "http://127.0.0.1:8000"
# The hash encoder knows only shared letters: alike questions are answers, and nothing else matters.
_ALIKE = Logistic(tuple(11.4 if name == "question" else 0.0 for name in FEATURES), -5.61)
CALIBRATION = Calibration("hashing", _ALIKE, _ALIKE)


def build_knowledge(database: Database, folder: Path) -> None:
    """Import and index the small FAQ."""
    import_faq_file(database, FAQ)
    build_index(database, HashingEncoder(), folder)


@cache
def _read_texts(more: tuple[Path, ...]) -> Texts:
    return load_texts([*find_text_files(), *more])  # never changed, so one is enough for all tests


def make_engine(
    database: Database,
    folder: Path,
    city: City,
    interpret: Callable[[str], Interpretation],
    more_handlers: Sequence[type[Handler]] = (),
    more_texts: Sequence[Path] = (),
    generator: Generator | None = None,
    *,
    has_payments: bool = True,
) -> DialogueEngine:
    """An engine of new objects over what is in the database, with test-only services if wanted."""
    texts = _read_texts(tuple(more_texts))
    registry = load_registry(texts)
    if more_handlers:  # they order certificates, too, and the real service would take that up
        others = (handler for handler in registry if handler.name != "certificates")
        registry = Registry([*others, *(handler() for handler in more_handlers)])
    knowledge = Knowledge(database, HashingEncoder(), folder, CALIBRATION)
    house = House(
        *(LiveCity(city, database), texts, registry, knowledge, PUBLIC_URL, SECRET_KEY, generator or NullGenerator()),
        has_payments=has_payments,
    )
    return DialogueEngine(house, interpret)
