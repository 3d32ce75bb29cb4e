"""Open event streams: every visitor listens, writes, and must hear each answer once, soon."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

from bot.bench.figures import Figure, describe, percentile
from bot.bench.questions import list_questions

CONNECTIONS = 150
MESSAGES = 20  # each writes
PER_SECOND = 10  # of all together: each of 150 visitors writes four times a minute, which is no flood
SENDERS = 32
PATIENCE_SECONDS = 30.0


class Listener:
    """A visitor with an open stream, opened again when the server ends it, as browsers do.

    `heard` are the times of the answers, `ids` are of both sides' entries.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        started = self._ask("POST", "/chat/sessions", {"Origin": f"http://127.0.0.1:{port}"})
        self._token = json.loads(started)["token"]
        self.heard: list[float] = []
        self.ids: list[int] = []
        self._is_closed = False
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def say(self, text: str) -> None:
        """Raises ConnectionError when it is not taken."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._ask("POST", "/chat/messages", headers, json.dumps({"text": text}).encode())

    def close(self) -> None:
        """Ends the stream; what was heard stays."""
        self._is_closed = True
        with suppress(OSError):  # the server was first
            if self._socket:
                self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _listen(self) -> None:
        with suppress(OSError, http.client.HTTPException):  # the server is gone: what is missing is counted
            while not self._is_closed:
                with closing(self._open()) as connection:
                    self._socket = connection.sock
                    self._read(connection)

    def _read(self, connection: http.client.HTTPConnection) -> None:
        if self._is_closed:
            return
        with connection.getresponse() as stream:
            for line in stream:
                self._note(line)

    def _open(self) -> http.client.HTTPConnection:
        last = {"Last-Event-ID": str(self.ids[-1])} if self.ids else {}
        return self._connect("GET", "/chat/events", {"Authorization": f"Bearer {self._token}", **last})

    def _note(self, line: bytes) -> None:
        if line.startswith(b"data: "):
            entry = json.loads(line[len(b"data: ") :])
            self.ids.append(entry["id"])
            if entry["who"] == "bot":
                self.heard.append(time.monotonic())

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
        with closing(self._connect(method, path, headers, body)) as connection:
            answer = connection.getresponse()
            if answer.status >= 300:
                raise ConnectionError(f"{method} {path} was answered with {answer.status}")
            return answer.read()

    def _connect(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request(method, path, body, headers)
        return connection


def measure(port: int, connections: int, advance: Callable[[int], None], messages: int = MESSAGES) -> list[Figure]:
    """Write at a steady rate; times count from the moment each message was due to its answer in the open stream.

    An answer that never came counts as `PATIENCE_SECONDS`.
    """
    with ThreadPoolExecutor(SENDERS) as pool:
        visitors = list(pool.map(lambda _: Listener(port), range(connections)))
        questions = list_questions(connections + messages)  # nobody says one thing twice, nor what all say
        start = time.monotonic() + 1.0
        due = [start + number / PER_SECOND for number in range(connections * messages)]

        def say(number: int) -> None:
            time.sleep(max(0.0, due[number] - time.monotonic()))
            visitors[number % connections].say(questions[number % connections + number // connections])
            advance(1)

        list(pool.map(say, range(len(due))))
    _wait(visitors, messages)
    for visitor in visitors:
        visitor.close()
    times = [
        (heard - due[index + round_ * connections]) * 1000
        for index, visitor in enumerate(visitors)
        for round_, heard in enumerate(visitor.heard[:messages])
    ]
    times += [PATIENCE_SECONDS * 1000] * (len(due) - len(times))
    lost = sum(abs(2 * messages - len(visitor.ids)) for visitor in visitors)
    doubled = sum(len(visitor.ids) - len(set(visitor.ids)) for visitor in visitors)
    label = f"{connections} open streams"
    return [
        Figure(f"answer in one of {label}, p50", percentile(times, 0.5), "ms"),
        Figure(f"answer in one of {label}, p99", percentile(times, 0.99), "ms", 500, describe(times)),
        Figure(f"entries lost or doubled, {label}", lost + doubled, "entries", 0, f"of {2 * len(due):,}"),
    ]


def _wait(visitors: list[Listener], messages: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and any(len(visitor.ids) < 2 * messages for visitor in visitors):
        time.sleep(0.1)
