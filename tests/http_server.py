"""A real HTTP server on this machine that answers as its subclass says, or as badly as it is told to."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Fault:
    """How the next answers go wrong: another status, a raw body, a redirect, silence, or a body drop by drop."""

    status: int = 200
    body: bytes | None = None
    location: str = ""
    is_silent: bool = False
    drops: bool = False


@dataclass(frozen=True)
class Asked:
    """One request: `path` with its query, and the body."""

    method: str
    path: str
    headers: Message
    body: bytes


@dataclass
class SimulatedServer(ABC):
    """At `url` once it is started. `respond` gives the status and body; a fault changes them, but no refusal."""

    url: str = ""
    fault: Fault | None = None
    closing: threading.Event = field(default_factory=threading.Event)

    @abstractmethod
    def respond(self, asked: Asked) -> tuple[int, bytes]:
        """What is said to it when nothing is wrong."""

    def start(self) -> Callable[[], None]:
        """Serve on 127.0.0.1; what is returned ends it."""
        server = _Server(("127.0.0.1", 0), _make_handler(self))
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="simulated-server", daemon=True)
        thread.start()

        def stop() -> None:
            self.closing.set()
            server.shutdown()
            thread.join(timeout=10)
            server.server_close()

        return stop


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # 5 are too few for threads that all connect at once


def _make_handler(simulated: SimulatedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet for head and body
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def _answer(self, method: str) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, body = simulated.respond(Asked(method, self.path, self.headers, content))
            fault = simulated.fault or Fault()
            if fault.is_silent:
                simulated.closing.wait(10)
                return
            body = fault.body if fault.body is not None else body
            self.send_response(fault.status if status == 200 else status)
            if fault.location:
                self.send_header("Location", fault.location)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self._drip(body) if fault.drops else self.wfile.write(body)

        def _drip(self, body: bytes) -> None:
            with suppress(OSError):  # whoever asked has gone
                for place in range(len(body)):
                    self.wfile.write(body[place : place + 1])
                    self.wfile.flush()
                    if simulated.closing.wait(0.05):
                        return
            self.close_connection = True

        def log_message(self, *arguments: object) -> None:
            """What it was asked is the log."""

    return Handler
