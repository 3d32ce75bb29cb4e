"""The simulator as a server of its own, for tests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.clock import utc_now
from bot.simulator import API_PREFIX
from bot.simulator.blueprint import create_simulator_blueprints
from bot.simulator.line import SimulatedLine


@dataclass(frozen=True)
class RunningSimulator:
    """`base_url` is what the bot takes for LINE's (`Configuration(host=base_url)`); `page_url` is the chat page."""

    base_url: str
    page_url: str
    line: SimulatedLine
    _server: BaseWSGIServer
    _thread: threading.Thread

    def stop(self) -> None:
        """End the server and everything that waits in it."""
        self.line.stop()
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()


_POLL_SECONDS = 0.05  # how soon stop() is noticed


class QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer's body would wait for the head's acknowledgement: 40 ms

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The page's panel and `line.requests` are the log."""


def create_app(line: SimulatedLine) -> Flask:
    """A Flask application with nothing but the simulator."""
    app = Flask(__name__, static_folder=None)
    for blueprint in create_simulator_blueprints(line):
        app.register_blueprint(blueprint)
    return app


def start_simulator(
    port: int = 0,
    webhook_url: str = "",
    channel_secret: str = "simulated-channel-secret",  # noqa: S107 - known on purpose
    channel_token: str = "simulated-channel-token",  # noqa: S107 - known on purpose
    clock: Callable[[], datetime] = utc_now,
) -> RunningSimulator:
    """Serve on 127.0.0.1 in a thread; port 0 takes a free one."""
    line = SimulatedLine(channel_secret, channel_token, clock, webhook_url)
    server = make_server("127.0.0.1", port, create_app(line), threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, args=(_POLL_SECONDS,), name="line-simulator", daemon=True)
    thread.start()
    root = f"http://127.0.0.1:{server.server_port}"
    return RunningSimulator(root + API_PREFIX, f"{root}/simulator/", line, server, thread)
