"""A generator behind any OpenAI-compatible endpoint: `POST {url}/chat/completions`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import urllib3

from bot.errors import PermanentFault, SetupError, TemporaryFault
from knowledge.generation.protocol import Generator, Message, NullGenerator
from knowledge.generation.resting import RestingGenerator

LONGEST_WAIT_SECONDS = 6.0  # a citizen is waiting, and the turn's lease (10 s) must not run out
MOST_TOKENS = 600
MOST_BYTES = 200_000
_TEMPORARY = frozenset({408, 409, 425, 429})
_PIECE = 16_384
_SHORTEST_WAIT = 0.01


def create_generator(url: str, model: str = "", key: str = "") -> Generator:
    """The generator of the settings; an empty `url` is none. Raises SetupError on settings that can't work."""
    if not url:
        return NullGenerator()
    if not model:
        raise SetupError("MADOGUCHI_GENERATOR_MODEL: name the model the endpoint should use")
    return RestingGenerator(ChatEndpoint(url, model, key))


class ChatEndpoint:
    """Asks once, follows no redirect (the key would go with it), and gives the body up after `wait_seconds` in all."""

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        wait_seconds: float = LONGEST_WAIT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = f"{_check_url(url).rstrip('/')}/chat/completions"
        self._model = model
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._wait_seconds = min(wait_seconds, LONGEST_WAIT_SECONDS)
        self._clock = clock
        self._pool = urllib3.PoolManager(maxsize=16, retries=False)

    def generate(self, messages: Sequence[Message]) -> str | None:
        """The content of the first choice. Faults name the kind of failure, never what was sent or answered."""
        try:
            status, body = self._ask(messages)
        except urllib3.exceptions.HTTPError as error:
            raise TemporaryFault(f"the generator did not answer: {type(error).__name__}") from None
        if status != 200:
            family = TemporaryFault if status >= 500 or status in _TEMPORARY else PermanentFault
            raise family(f"the generator answered with status {status}")
        return _read_content(body)

    def _ask(self, messages: Sequence[Message]) -> tuple[int, bytes]:
        end = self._clock() + self._wait_seconds
        response = self._pool.request(
            "POST",
            self._address,
            body=json.dumps(self._request(messages)).encode(),
            headers=self._headers,
            timeout=urllib3.Timeout(total=self._wait_seconds),
            redirect=False,
            preload_content=False,
        )
        try:
            body = self._read(response, end)
        except BaseException:
            response.close()  # what is left of it must not be read by the next question
            raise
        response.release_conn()
        return response.status, body

    def _request(self, messages: Sequence[Message]) -> dict[str, Any]:
        return {
            "model": self._model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "stream": False,
        }

    def _read(self, response: urllib3.BaseHTTPResponse, end: float) -> bytes:
        """urllib3's timeout counts from byte to byte, so an answer that drips in needs an end of its own."""
        body = bytearray()
        connection = response.connection
        while piece := response.read1(_PIECE):
            body += piece
            if sock := getattr(connection, "sock", None):
                sock.settimeout(max(end - self._clock(), _SHORTEST_WAIT))
            if len(body) > MOST_BYTES:
                raise TemporaryFault("the generator's answer is too long")
            if self._clock() > end:
                raise TemporaryFault("the generator's answer took too long")
        return bytes(body)


def _check_url(url: str) -> str:
    try:
        parts = urllib3.util.parse_url(url)
    except urllib3.exceptions.LocationParseError:
        parts = urllib3.util.Url()
    if parts.scheme not in ("http", "https") or not parts.host or parts.auth or parts.query or parts.fragment:
        raise SetupError("MADOGUCHI_GENERATOR_URL: use http(s)://host[:port]/v1, without a user name or query")
    return url


def _read_content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise TemporaryFault("the generator's answer is no chat completion") from None
    if not isinstance(content, str):
        raise TemporaryFault("the generator's answer has no text")
    return content
