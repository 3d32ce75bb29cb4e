"""A Rasa server over HTTP: `POST /model/parse` and `GET /status`."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from bot.errors import TemporaryFault
from bot.http_client import HttpClient, LimitPassed, NoAnswer, check_url

WAIT_SECONDS = 1.5  # a citizen is waiting; the other engine needs a moment, too


class RasaServer:
    """Asks once, and gives up after `wait_seconds` in all."""

    def __init__(self, url: str, token: str = "", wait_seconds: float = WAIT_SECONDS) -> None:
        """Raises SetupError for an address that can't be one."""
        self.url = check_url(url, "MADOGUCHI_RASA_URL", "http(s)://host[:port]")
        self._query = f"?{urlencode({'token': token})}" if token else ""
        self._client = HttpClient(wait_seconds)

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
            status, content = self._client.ask(method, self.url + path + self._query, body)
        except NoAnswer as error:
            raise TemporaryFault(f"Rasa did not answer: {error}") from None
        except LimitPassed:
            raise TemporaryFault("Rasa's answer is too slow or too long") from None
        if status != 200:
            raise TemporaryFault(f"Rasa answered with status {status}")
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise TemporaryFault("Rasa's answer is no JSON") from None
