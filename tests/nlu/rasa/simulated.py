"""A simulated Rasa: a real HTTP server on this machine that answers as Rasa does, or as badly as it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.http_server import Asked, SimulatedServer

TOKEN = "a token of the tests"
Confidences = Callable[[str], dict[str, float]]


@dataclass
class SimulatedRasa(SimulatedServer):
    """`confidences` is the model; `texts` are what it was asked."""

    confidences: Confidences = field(default=lambda text: {"greet": 0.9, "thanks": 0.1})
    model: str | None = "nlu.tar.gz"
    texts: list[str] = field(default_factory=list)

    def respond(self, asked: Asked) -> tuple[int, bytes]:
        token = parse_qs(urlsplit(asked.path).query).get("token", [""])[0]
        return (200 if token == TOKEN else 401), json.dumps(self._content(asked)).encode()

    def _content(self, asked: Asked) -> dict[str, Any]:
        if asked.method == "GET":
            return {"model_file": self.model, "num_active_training_jobs": 0}
        text = json.loads(asked.body)["text"]
        self.texts.append(text)
        return write_answer(text, self.confidences(text))


def start_rasa() -> tuple[SimulatedRasa, Callable[[], None]]:
    """The server at `url` on 127.0.0.1, and what ends it."""
    rasa = SimulatedRasa()
    return rasa, rasa.start()


def write_answer(text: str, confidences: dict[str, float]) -> dict[str, Any]:
    """What Rasa 3.6 says to `/model/parse`."""
    ranking = [{"name": name, "confidence": value} for name, value in sorted(confidences.items(), key=lambda x: -x[1])]
    return {"text": text, "intent": ranking[0], "entities": [], "text_tokens": [], "intent_ranking": ranking}
