"""A member of staff who is signed in, over HTTP as a browser speaks it."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
Hear = Callable[[str, str], None]  # what an event is called, and its data


class Member:
    """Raises ConnectionError when signing in fails. Safe for several threads, which wait for each other."""

    def __init__(self, port: int, login: str, password: str) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._cookies: dict[str, str] = {}
        self.token = self._find_token(self.get("/admin/sign-in")[1])
        status = self.post("/admin/sign-in", login=login, password=password)
        if status != 303:
            raise ConnectionError(f"{login} could not sign in: {status}")
        self.token = self._find_token(self.get("/admin/")[1])  # the session has one of its own

    def get(self, path: str, accept: str = "text/html") -> tuple[int, str]:
        """Status and body."""
        return self._ask("GET", path, None, accept)

    def post(self, path: str, **fields: str) -> int:
        """The status."""
        return self._ask("POST", path, urlencode({"csrf_token": self.token, **fields}), "text/html")[0]

    def listen(self, path: str, hear: Hear) -> Stream:
        return Stream(self._port, path, self._headers("text/event-stream"), hear)

    def _ask(self, method: str, path: str, body: str | None, accept: str) -> tuple[int, str]:
        headers = self._headers(accept)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        # A connection of its own each time: the server closes those that are quiet for a while.
        with self._lock, closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self._cookies[name] = value
            return answer.status, answer.read().decode("utf-8", "replace")

    def _headers(self, accept: str) -> dict[str, str]:
        return {"Accept": accept, "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    def _find_token(self, page: str) -> str:
        found = TOKEN.search(page)
        if found is None:
            raise ConnectionError("the page has no form")
        return found[1]


class Stream:
    """An open event stream, read by a thread of its own until it is closed."""

    def __init__(self, port: int, path: str, headers: dict[str, str], hear: Hear) -> None:
        self._hear = hear
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._connection.request("GET", path, None, headers)
        self._socket: socket.socket = self._connection.sock
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):  # the server was first
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _read(self) -> None:
        name = ""
        with (
            suppress(OSError, http.client.HTTPException),  # the server is gone: what is missing is counted
            closing(self._connection),
            self._connection.getresponse() as stream,
        ):
            for raw in stream:
                kind, _, value = raw.decode("utf-8").strip().partition(": ")
                if kind == "event":
                    name = value
                elif kind == "data":
                    self._hear(name, json.loads(value) if value.startswith('"') else value)


def time_get(member: Member, path: str, times: int) -> list[float]:
    """Milliseconds of each. Raises ConnectionError for a page that is none."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        status, _ = member.get(path)
        found.append((time.perf_counter() - begun) * 1_000)
        if status != 200:
            raise ConnectionError(f"GET {path} was answered with {status}")
    return found
