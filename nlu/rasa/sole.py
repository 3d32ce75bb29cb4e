"""Rasa without another engine behind it, to measure it: what it does not answer ends the measuring."""

from __future__ import annotations

from collections.abc import Collection

from bot.errors import SetupError
from nlu.interpretation import Engine, Interpretation
from nlu.rasa.engine import RasaEngine
from nlu.rasa.server import RasaServer

MEASURING_SECONDS = 10.0  # a busy machine is not a wrong answer


class _Nobody:
    name = "none"

    def parse(self, text: str) -> Interpretation:
        raise SetupError("Rasa did not answer as it should; see `madoguchi rasa status`")


def create_sole_engine(url: str, token: str, intents: Collection[str]) -> Engine:
    """The server's engine; SetupError when there is no `url`, or at the first text that it does not answer."""
    if not url:
        raise SetupError("MADOGUCHI_RASA_URL is empty: say where the Rasa server is")
    return RasaEngine(RasaServer(url, token, MEASURING_SECONDS), _Nobody(), intents)
