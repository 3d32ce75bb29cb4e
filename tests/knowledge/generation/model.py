"""A simulated OpenAI-compatible endpoint: a real HTTP server on this machine that keeps what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.http_server import Asked, SimulatedServer

Request = dict[str, Any]
Answer = Callable[[Request], str]


@dataclass
class SimulatedModel(SimulatedServer):
    """`answer` is the model; `requests` are the bodies and `keys` the Authorization headers of what it was asked."""

    answer: Answer = field(default=lambda request: json.dumps({"abstain": True}))
    requests: list[Request] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def respond(self, asked: Asked) -> tuple[int, bytes]:
        request = json.loads(asked.body)
        self.requests.append(request)
        self.keys.append(asked.headers.get("Authorization"))
        self.paths.append(asked.path)
        return 200, complete(self.answer(request))


def start_model() -> tuple[SimulatedModel, Callable[[], None]]:
    """The model at `url` on 127.0.0.1, and what ends it."""
    model = SimulatedModel()
    stop = model.start()
    model.url += "/v1"
    return model, stop


def complete(text: str) -> bytes:
    """A chat completion as the endpoints write it."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return json.dumps({"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice]}).encode()
