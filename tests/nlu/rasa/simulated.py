"""A simulated Rasa: a real HTTP server on this machine that answers as Rasa does, or as badly as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a token of the tests"
Confidences = Callable[[str], dict[str, float]]


@dataclass
class Fault:
    """How the next answers go wrong: another status, a raw body, a redirect, silence, or a body drop by drop."""

    status: int = 200
    body: bytes | None = None
    location: str = ""
    is_silent: bool = False
    drops: bool = False


@dataclass
class SimulatedRasa:
    """`confidences` is the model; `texts` are what it was asked."""

    url: str = ""
    confidences: Confidences = field(default=lambda text: {"greet": 0.9, "thanks": 0.1})
    model: str | None = "nlu.tar.gz"
    fault: Fault | None = None
    texts: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # 5 are too few for threads that all connect at once


def start_rasa() -> tuple[SimulatedRasa, Callable[[], None]]:
    """The server at `url` on 127.0.0.1, and what ends it."""
    rasa = SimulatedRasa()
    server = _Server(("127.0.0.1", 0), _make_handler(rasa))
    rasa.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="simulated-rasa", daemon=True)
    thread.start()

    def stop() -> None:
        rasa.closing.set()
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()

    return rasa, stop


def write_answer(text: str, confidences: dict[str, float]) -> dict[str, Any]:
    """What Rasa 3.6 says to `/model/parse`."""
    ranking = [{"name": name, "confidence": value} for name, value in sorted(confidences.items(), key=lambda x: -x[1])]
    return {"text": text, "intent": ranking[0], "entities": [], "text_tokens": [], "intent_ranking": ranking}


def _make_handler(rasa: SimulatedRasa) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet for head and body
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer({"model_file": rasa.model, "num_active_training_jobs": 0})

        def do_POST(self) -> None:
            text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"]
            rasa.texts.append(text)
            self._answer(write_answer(text, rasa.confidences(text)))

        def _answer(self, content: dict[str, Any]) -> None:
            fault = rasa.fault or Fault()
            if fault.is_silent:
                rasa.closing.wait(10)
                return
            token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
            body = fault.body if fault.body is not None else json.dumps(content).encode()
            self.send_response(fault.status if token == TOKEN else 401)
            if fault.location:
                self.send_header("Location", fault.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self._drip(body) if fault.drops else self.wfile.write(body)

        def _drip(self, body: bytes) -> None:
            with suppress(OSError):  # whoever asked has gone
                for place in range(len(body)):
                    self.wfile.write(body[place : place + 1])
                    self.wfile.flush()
                    if rasa.closing.wait(0.05):
                        return
            self.close_connection = True

        def log_message(self, *arguments: object) -> None:
            """`texts` is the log."""

    return Handler
