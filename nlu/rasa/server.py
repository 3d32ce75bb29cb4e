"""A Rasa server over HTTP: `POST /model/parse` and `GET /status`."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import urllib3

from bot.errors import SetupError, TemporaryFault

WAIT_SECONDS = 1.5  # a citizen is waiting; the other engine needs a moment, too
MOST_BYTES = 200_000
_PIECE = 16_384
_SHORTEST_WAIT = 0.01
_HEADERS = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}


class RasaServer:
    """Asks once, follows no redirect (the token would go with it), and gives up after `wait_seconds` in all."""

    def __init__(
        self,
        url: str,
        token: str = "",
        wait_seconds: float = WAIT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises SetupError for an address that can't be one."""
        self.url = _check_url(url).rstrip("/")
        self._query = f"?{urlencode({'token': token})}" if token else ""
        self._wait_seconds = wait_seconds
        self._clock = clock
        self._tls = ssl.create_default_context()  # for https; 10 ms to make, so once

    def parse(self, text: str) -> Any:
        """The answer's JSON, whatever it is. TemporaryFault names the kind of failure, never text or token."""
        return self._ask("POST", "/model/parse", json.dumps({"text": text}).encode())

    def find_model(self) -> str | None:
        """The file name of the model it serves, None when it has none. Raises TemporaryFault."""
        status = self._ask("GET", "/status")
        name = status.get("model_file") if isinstance(status, dict) else None
        return name if isinstance(name, str) else None

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Any:
        try:
            status, content = self._request(method, self.url + path + self._query, body)
        except urllib3.exceptions.HTTPError as error:
            raise TemporaryFault(f"Rasa did not answer: {type(error).__name__}") from None
        if status != 200:
            raise TemporaryFault(f"Rasa answered with status {status}")
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise TemporaryFault("Rasa's answer is no JSON") from None

    def _request(self, method: str, address: str, body: bytes | None) -> tuple[int, bytes]:
        end = self._clock() + self._wait_seconds
        # A connection of its own costs a fraction of a millisecond; a kept one that Rasa closes while idle, an answer.
        with urllib3.PoolManager(retries=False, ssl_context=self._tls) as pool:
            response = pool.request(
                method,
                address,
                body=body,
                headers=_HEADERS,
                timeout=urllib3.Timeout(total=self._wait_seconds),
                redirect=False,
                preload_content=False,
            )
            with closing(response):
                return response.status, self._read(response, end)

    def _read(self, response: urllib3.BaseHTTPResponse, end: float) -> bytes:
        """urllib3's time-out counts from byte to byte, so an answer that drips in needs an end of its own."""
        content = bytearray()
        connection = response.connection
        while piece := response.read1(_PIECE):
            content += piece
            if self._clock() > end or len(content) > MOST_BYTES:
                raise TemporaryFault("Rasa's answer is too slow or too long")
            if sock := getattr(connection, "sock", None):
                sock.settimeout(max(end - self._clock(), _SHORTEST_WAIT))
        return bytes(content)


def _check_url(url: str) -> str:
    try:
        parts = urllib3.util.parse_url(url)
    except urllib3.exceptions.LocationParseError:
        parts = urllib3.util.Url()
    if parts.scheme not in ("http", "https") or not parts.host or parts.auth or parts.query or parts.fragment:
        raise SetupError("MADOGUCHI_RASA_URL: use http(s)://host[:port], without a user name or query")
    return url
