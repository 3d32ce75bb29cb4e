"""Event streams: each holds a thread of the server for minutes, so not all threads are for them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from random import randrange

from flask import Request, Response

CITIZENS = 0.5  # of the threads may hold citizens' streams, so that staff always get in
EVERYBODY = 0.875  # may hold a stream at all, so that messages and LINE's webhook never wait for one to end
OPEN_AGAIN_MILLISECONDS = 1_000
ASK_AGAIN_MILLISECONDS = 5_000  # to twice as much, where there is no seat
HasLeft = Callable[[], bool]


class Seats:
    """How many streams this process may hold open, of so many `threads`."""

    def __init__(self, threads: int = 400) -> None:
        self._citizens, self._everybody = int(threads * CITIZENS), int(threads * EVERYBODY)
        self._taken, self._lock = 0, threading.Lock()

    def take(self, *, is_staff: bool = False) -> bool:
        """Whether there was one; whoever has it gives it back."""
        with self._lock:
            is_free = self._taken < (self._everybody if is_staff else self._citizens)
            self._taken += is_free
            return is_free

    def give_back(self) -> None:
        with self._lock:
            self._taken -= 1


def respond(
    request: Request,
    seats: Seats,
    events: Callable[[HasLeft], Iterator[str]],
    instead: Callable[[], Iterator[str]],
    *,
    stays: bool = True,
    is_staff: bool = False,
) -> Response:
    """Server-sent events: `events` for as long as they last, to be ended when the listener has left; for who does not
    stay, or finds no seat, only what `instead` has to say, and the browser asks again some seconds later."""
    has_seat = stays and seats.take(is_staff=is_staff)
    pause = OPEN_AGAIN_MILLISECONDS if has_seat else ASK_AGAIN_MILLISECONDS + randrange(ASK_AGAIN_MILLISECONDS)

    def send() -> Iterator[str]:
        if stays:
            yield f"retry: {pause}\n\n"
        yield from events(has_left) if has_seat else instead()

    has_left = _watch(request)
    response = Response(send(), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    if has_seat:
        response.call_on_close(seats.give_back)
    return response


def _watch(request: Request) -> HasLeft:
    """Whether the other end has closed the connection. A write would tell only the second time, and a silent stream
    writes every fifteen seconds: until then the thread would be lost."""
    environ = request.environ
    connection: socket.socket | None = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")

    def has_left() -> bool:
        if connection is None:
            return False
        try:
            return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    return has_left
