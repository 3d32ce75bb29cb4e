"""A simulated OpenAI-compatible endpoint: a real HTTP server on this machine that keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]
Answer = Callable[[Request], str]


@dataclass
class Fault:
    """How the next answers go wrong: another status, a raw body, a redirect, or a body that comes drop by drop."""

    status: int = 200
    body: bytes | None = None
    location: str = ""
    drops: bool = False


@dataclass
class SimulatedModel:
    """`answer` is the model; `requests` are the bodies and `keys` the Authorization headers of what it was asked."""

    url: str = ""
    answer: Answer = field(default=lambda request: json.dumps({"abstain": True}))
    fault: Fault | None = None
    requests: list[Request] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


def start_model() -> tuple[SimulatedModel, Callable[[], None]]:
    """The model at `url` on 127.0.0.1, and what ends it."""
    model = SimulatedModel()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _make_handler(model))
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="simulated-model", daemon=True)
    thread.start()

    def stop() -> None:
        model.closing.set()
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()

    return model, stop


def complete(text: str) -> bytes:
    """A chat completion as the endpoints write it."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return json.dumps({"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice]}).encode()


def _make_handler(model: SimulatedModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet for head and body
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(request)
            model.keys.append(self.headers.get("Authorization"))
            model.paths.append(self.path)
            fault = model.fault or Fault()
            body = fault.body if fault.body is not None else complete(model.answer(request))
            self.send_response(fault.status)
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
                    if model.closing.wait(0.05):
                        return
            self.close_connection = True

        def log_message(self, *arguments: object) -> None:
            """`requests` is the log."""

    return Handler
