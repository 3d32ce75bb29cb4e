"""One question to a server over HTTP, with an end in time and in size: for the Rasa server and the generator."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from contextlib import closing

import urllib3

from bot.errors import SetupError

MOST_BYTES = 200_000
_PIECE = 16_384
_SHORTEST_WAIT = 0.01


class NoAnswer(Exception):
    """The server could not be reached, or broke off; the message is the kind of failure, nothing that was sent."""


class LimitPassed(Exception):
    """The answer is longer or later than is waited for; the message says which, as the end of a sentence."""


class HttpClient:
    """Asks once, follows no redirect (a key would go with it), and gives up after `wait_seconds` in all."""

    def __init__(self, wait_seconds: float, headers: Mapping[str, str] | None = None) -> None:
        self._wait_seconds = wait_seconds
        own = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        self._headers = own | dict(headers or {})
        self._tls = ssl.create_default_context()  # for https; 10 ms to make, so once

    def ask(self, method: str, address: str, body: bytes | None = None) -> tuple[int, bytes]:
        """The status, whatever it is, and the content of the answer. Raises NoAnswer and LimitPassed."""
        try:
            return self._ask(method, address, body)
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswer(type(error).__name__) from None

    def _ask(self, method: str, address: str, body: bytes | None) -> tuple[int, bytes]:
        end = time.monotonic() + self._wait_seconds
        # A connection of its own costs a fraction of a millisecond; a kept one that the server closes while idle, an
        # answer.
        with urllib3.PoolManager(retries=False, ssl_context=self._tls) as pool:
            response = pool.request(
                method,
                address,
                body=body,
                headers=self._headers,
                timeout=urllib3.Timeout(total=self._wait_seconds),
                redirect=False,
                preload_content=False,
            )
            with closing(response):
                return response.status, _read(response, end)


def _read(response: urllib3.BaseHTTPResponse, end: float) -> bytes:
    """urllib3's time-out counts from byte to byte, so an answer that drips in needs an end of its own."""
    content = bytearray()
    connection = response.connection
    while piece := response.read1(_PIECE):
        content += piece
        if len(content) > MOST_BYTES:
            raise LimitPassed("is too long")
        if time.monotonic() > end:
            raise LimitPassed("took too long")
        if sock := getattr(connection, "sock", None):
            sock.settimeout(max(end - time.monotonic(), _SHORTEST_WAIT))
    return bytes(content)


def check_url(url: str, setting: str, form: str) -> str:
    """The address without a slash at its end. Raises SetupError, which names the setting and its form."""
    try:
        parts = urllib3.util.parse_url(url)
    except urllib3.exceptions.LocationParseError:
        parts = urllib3.util.Url()
    if parts.scheme not in ("http", "https") or not parts.host or parts.auth or parts.query or parts.fragment:
        raise SetupError(f"{setting}: use {form}, without a user name or query")
    return url.rstrip("/")
