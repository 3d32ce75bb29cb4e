"""Files that are asked for again and again: with what is known of them, so that an unchanged one costs nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

import urllib3

from bot import __version__
from bot.errors import TemporaryFault

NOT_MODIFIED = 304
_PIECE = 65_536
_HEADERS = {"User-Agent": f"madoguchi/{__version__}", "Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Fetched:
    """`content` is empty where the file is what it was."""

    is_changed: bool
    content: bytes
    etag: str = ""
    last_modified: str = ""


class FeedClient:
    """Follows no redirect, and gives up after `wait_seconds` or `most_bytes` (unpacked). Safe for several threads."""

    def __init__(self, wait_seconds: float, most_bytes: int) -> None:
        self._wait_seconds, self._most_bytes = wait_seconds, most_bytes
        self._pool = urllib3.PoolManager(retries=False)

    def get(self, url: str, etag: str = "", last_modified: str = "") -> Fetched:
        """Raises TemporaryFault, which says what went wrong without the address."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = _HEADERS | {name: value for name, value in conditions.items() if value}
        try:
            return self._get(url, headers)
        except urllib3.exceptions.HTTPError as error:
            raise TemporaryFault(type(error).__name__) from None

    def _get(self, url: str, headers: Mapping[str, str]) -> Fetched:
        end = time.monotonic() + self._wait_seconds
        response = self._pool.request(
            "GET",
            url,
            headers=headers,
            timeout=urllib3.Timeout(total=self._wait_seconds),
            redirect=False,
            preload_content=False,
        )
        with closing(response):
            if response.status == NOT_MODIFIED:
                return Fetched(is_changed=False, content=b"")
            if response.status != 200:  # HTTP's own
                raise TemporaryFault(f"answers {response.status}")
            content = bytearray()
            for piece in response.stream(_PIECE, decode_content=True):
                content += piece
                if len(content) > self._most_bytes:
                    raise TemporaryFault("is too long")
                if time.monotonic() > end:
                    raise TemporaryFault("took too long")
            kept = response.headers
            return Fetched(
                is_changed=True,
                content=bytes(content),
                etag=kept.get("ETag", "")[:500],
                last_modified=kept.get("Last-Modified", "")[:100],
            )
