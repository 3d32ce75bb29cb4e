"""The promises of every engine, kept by the embedded one and by the Rasa engine with a simulated server."""

from collections.abc import Callable, Iterator

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.interpretation import FALLBACK_INTENT, Engine
from nlu.rasa.engine import create_sole_engine
from nlu.training_data import TrainingData
from tests.nlu.contract import CHECKS
from tests.nlu.rasa.simulated import TOKEN, start_rasa


@pytest.fixture(params=["embedded", "rasa"])
def any_engine(request: pytest.FixtureRequest, engine: EmbeddedEngine, training_data: TrainingData) -> Iterator[Engine]:
    if request.param == "embedded":
        yield engine
        return
    rasa, stop = start_rasa()
    rasa.confidences = lambda text: {
        intent.name: intent.confidence for intent in engine.parse(text).ranking if intent.name != FALLBACK_INTENT
    }
    yield create_sole_engine(rasa.url, TOKEN, training_data.intents)
    stop()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_engine(any_engine: Engine, check: Callable[[Engine], None]) -> None:
    check(any_engine)
