"""A simulated Rasa for each test, and the engine that asks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine, load_or_train
from nlu.rasa.breaker import Breaker
from nlu.rasa.engine import RasaEngine
from nlu.rasa.server import RasaServer
from nlu.training_data import load_training_data
from tests.nlu.rasa.simulated import TOKEN, SimulatedRasa, start_rasa

INTENTS = ("out_of_scope", "plant", "ride")
WAIT_SECONDS = 0.4


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def rasa() -> Iterator[SimulatedRasa]:
    server, stop = start_rasa()
    server.confidences = lambda text: {"plant": 0.8, "ride": 0.15, "out_of_scope": 0.05}
    yield server
    stop()


@pytest.fixture
def small_engine(small_rooms: Path, tmp_path: Path) -> EmbeddedEngine:
    """An embedded engine that knows the intents plant and ride."""
    return load_or_train(load_training_data([small_rooms]), None, tmp_path / "models")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rasa_engine(rasa: SimulatedRasa, small_engine: EmbeddedEngine, clock: Clock) -> RasaEngine:
    server = RasaServer(rasa.url, TOKEN, WAIT_SECONDS)
    return RasaEngine(server, small_engine, INTENTS, Breaker(limit=3, rest_seconds=30, clock=clock))
