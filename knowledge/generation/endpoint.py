"""A generator behind any OpenAI-compatible endpoint: `POST {url}/chat/completions`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.errors import PermanentFault, SetupError, TemporaryFault
from bot.http_client import HttpClient, LimitPassed, NoAnswer, check_url
from knowledge.generation.protocol import Generator, Message, NullGenerator
from knowledge.generation.resting import RestingGenerator

LONGEST_WAIT_SECONDS = 6.0  # a citizen is waiting, and the turn's lease (10 s) must not run out
MOST_TOKENS = 600
_TEMPORARY = frozenset({408, 409, 425, 429})


def create_generator(url: str, model: str = "", key: str = "") -> Generator:
    """The generator of the settings; an empty `url` is none. Raises SetupError on settings that can't work."""
    if not url:
        return NullGenerator()
    if not model:
        raise SetupError("MADOGUCHI_GENERATOR_MODEL: name the model the endpoint should use")
    return RestingGenerator(ChatEndpoint(url, model, key))


class ChatEndpoint:
    """Asks once, and gives up after `wait_seconds` in all."""

    def __init__(self, url: str, model: str, key: str = "", wait_seconds: float = LONGEST_WAIT_SECONDS) -> None:
        base = check_url(url, "MADOGUCHI_GENERATOR_URL", "http(s)://host[:port]/v1")
        self._address = f"{base}/chat/completions"
        self._model = model
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = HttpClient(min(wait_seconds, LONGEST_WAIT_SECONDS), headers)

    def generate(self, messages: Sequence[Message]) -> str | None:
        """The content of the first choice. Faults name the kind of failure, never what was sent or answered."""
        try:
            status, body = self._client.ask("POST", self._address, json.dumps(self._request(messages)).encode())
        except NoAnswer as error:
            raise TemporaryFault(f"the generator did not answer: {error}") from None
        except LimitPassed as error:
            raise TemporaryFault(f"the generator's answer {error}") from None
        if status != 200:
            family = TemporaryFault if status >= 500 or status in _TEMPORARY else PermanentFault
            raise family(f"the generator answered with status {status}")
        return _read_content(body)

    def _request(self, messages: Sequence[Message]) -> dict[str, Any]:
        return {
            "model": self._model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "stream": False,
        }


def _read_content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise TemporaryFault("the generator's answer is no chat completion") from None
    if not isinstance(content, str):
        raise TemporaryFault("the generator's answer has no text")
    return content
