"""The Rasa engine: intents from a Rasa server, and from another engine whenever that fails."""

from __future__ import annotations

import logging
from collections.abc import Collection

from bot.errors import SetupError, TemporaryFault
from nlu.decision import decide, fall_back, is_speech
from nlu.interpretation import Engine, Interpretation
from nlu.normalize import normalize
from nlu.rasa.answer import read_confidences
from nlu.rasa.breaker import Breaker
from nlu.rasa.server import RasaServer

log = logging.getLogger(__name__)

READ_TO = 300  # characters, as for the embedded engine; a long text must not become a time-out
MEASURING_SECONDS = 10.0  # a busy machine is not a wrong answer


class RasaEngine:
    """Asks the server, and `other` where it does not answer, answers badly or rests. Safe for several threads."""

    name = "rasa"

    def __init__(
        self, server: RasaServer, other: Engine | None, intents: Collection[str], breaker: Breaker | None = None
    ) -> None:
        """`intents` are those of the training data; an answer that prefers any other one is a failure."""
        self._server = server
        self._other = other
        self._intents = frozenset(intents)
        self._breaker = breaker or Breaker()

    def parse(self, text: str) -> Interpretation:
        """The intent of a text, by the rules of every engine; `engine` says who answered. No entities.

        Normalising takes away leading slashes, which would make a text an order to Rasa. Raises TemporaryFault only
        without an `other`.
        """
        text = normalize(text)
        if not is_speech(text):
            return fall_back(text, 1.0, (), self.name)
        try:
            return decide(text, self._ask(text[:READ_TO]), self.name)
        except TemporaryFault:
            if self._other is None:
                raise
            return self._other.parse(text)

    def _ask(self, text: str) -> dict[str, float]:
        if not self._breaker.lets_through():
            raise TemporaryFault("Rasa failed a moment ago and is left alone")
        try:
            confidences = read_confidences(self._server.parse(text), self._intents)
        except TemporaryFault as fault:
            if self._breaker.fail():
                log.warning("%s; the embedded engine answers until Rasa does", fault)
            raise
        if self._breaker.succeed():
            log.info("Rasa answers again")
        return confidences


def create_engine(url: str, token: str, other: Engine, intents: Collection[str]) -> Engine:
    """The engine of the settings; without a `url` it is `other` alone. Raises SetupError for a faulty address."""
    return RasaEngine(RasaServer(url, token), other, intents) if url else other


def create_sole_engine(url: str, token: str, intents: Collection[str]) -> Engine:
    """Rasa with nobody behind it, to measure it: what it does not answer is a TemporaryFault."""
    if not url:
        raise SetupError("MADOGUCHI_RASA_URL is empty: say where the Rasa server is")
    return RasaEngine(RasaServer(url, token, MEASURING_SECONDS), None, intents)
