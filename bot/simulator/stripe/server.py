"""The stand-in as a server of its own, for tests and benchmarks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from bot.clock import utc_now
from bot.simulator.server import QuietHandler
from bot.simulator.stripe import API_PREFIX, PAY_PREFIX
from bot.simulator.stripe.api import StripeApi
from bot.simulator.stripe.blueprint import create_api_blueprint
from bot.simulator.stripe.page import create_page_blueprint
from bot.simulator.stripe.state import SimulatedStripe

_POLL_SECONDS = 0.05  # how soon stop() is noticed


@dataclass(frozen=True)
class RunningStripe:
    """`api_url` is what the bot takes for Stripe's."""

    api_url: str
    stripe: SimulatedStripe
    api: StripeApi
    _server: BaseWSGIServer
    _thread: threading.Thread

    def stop(self) -> None:
        """End the server and everything that waits in it."""
        self.stripe.stop()
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()


def start_stripe(
    port: int = 0,
    webhook_url: str = "",
    key: str = "sk_test_simulated",
    webhook_secret: str = "whsec_simulated",  # noqa: S107 - known on purpose
    clock: Callable[[], datetime] = utc_now,
) -> RunningStripe:
    """Serve on 127.0.0.1 in a thread; port 0 takes a free one."""
    stripe = SimulatedStripe(key, webhook_secret, PAY_PREFIX, webhook_url, clock)
    app = Flask(__name__, static_folder=None)
    api = StripeApi(stripe)
    app.register_blueprint(create_page_blueprint(stripe))
    app.register_blueprint(create_api_blueprint(api))
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)
    root = f"http://127.0.0.1:{server.server_port}"
    stripe.pay_url = root + PAY_PREFIX
    thread = threading.Thread(target=server.serve_forever, args=(_POLL_SECONDS,), name="stripe-simulator", daemon=True)
    thread.start()
    return RunningStripe(root + API_PREFIX, stripe, api, server, thread)
