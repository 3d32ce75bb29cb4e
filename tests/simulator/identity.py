"""The stand-in for an identity provider as a server of its own, and a citizen's hand on its page."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.serving import make_server

from bot.simulator.identity import PREFIX
from bot.simulator.identity.blueprint import create_identity_blueprints
from bot.simulator.identity.provider import SimulatedIdentity
from bot.simulator.server import QuietHandler


def start_identity() -> tuple[SimulatedIdentity, Callable[[], None]]:
    """The provider, whose `redirect_uri` is still to be said, and what ends it."""
    app = Flask("identity")
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    identity = SimulatedIdentity(f"http://127.0.0.1:{server.server_port}{PREFIX}", "")
    for blueprint in create_identity_blueprints(identity):
        app.register_blueprint(blueprint)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()

    return identity, stop


def read_card(away: str, person: str = "hanako", **fields: str) -> str:
    """Press the page's button; the path at the counter that the browser is sent back to."""
    status, _, location = ask("POST", away, {"act": "read", "person": person, **fields})
    assert status == 303
    back = urlsplit(location)
    return f"{back.path}?{back.query}"


def ask(method: str, url: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
    """(status, text, where it leads)."""
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection("127.0.0.1", parts.port or 0, timeout=20)) as connection:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        connection.request(method, f"{parts.path}?{parts.query}", urlencode(fields or {}), kind)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers["Location"] or ""
