"""The SDK's HTTP client, made safe against answers that are not what LINE's specification says.

Left as it is, the SDK raises UnicodeDecodeError for an error page that is no UTF-8 and a validation error for an
accepted message whose answer lacks a field; both would make an accepted message look unsent.
"""

from __future__ import annotations

import json
from typing import Any

import urllib3
from linebot.v3.messaging import ApiClient, ApiException, Configuration

LINE_API = "https://api.line.me"
CONNECTIONS = 64  # kept open; more than threads ask at the same time


class TolerantApiClient(ApiClient):  # type: ignore[misc]
    """Answers are plain JSON objects ({} when unreadable) instead of the SDK's models."""

    def __init__(self, access_token: str, api_url: str) -> None:
        # Without a host each API goes to LINE's own: api.line.me, and api-data.line.me for contents.
        host = api_url.rstrip("/")
        configuration = Configuration(host=None if host in ("", LINE_API) else host, access_token=access_token)
        # The outbox decides what is tried again, and when; urllib3 would try connections three times on its own.
        configuration.retries = False
        configuration.connection_pool_maxsize = CONNECTIONS
        super().__init__(configuration)

    def request(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().request(*args, **kwargs)
        except ApiException as error:
            if error.body:
                error.body = error.body.decode("utf-8", "replace").encode("utf-8")
            raise

    def deserialize(self, response: Any, response_type: Any) -> dict[str, Any]:
        return parse_object(response.data)


def parse_object(text: str | bytes | None) -> dict[str, Any]:
    """A JSON object, {} for anything else."""
    try:
        data = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


NOT_SENT_ERRORS = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
"""Transport errors after which LINE can't have seen the request."""
