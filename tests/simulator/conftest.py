"""A running simulator, the official SDK pointed at it, and a bot that only takes webhooks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, request
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, MessagingApiBlob
from werkzeug.serving import make_server

from bot.simulator.server import RunningSimulator, start_simulator


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class Bot:
    """Keeps what LINE posted; `answer` is the status it gives, None hangs until the test ends."""

    url: str = ""
    answer: int | None = 200
    received: list[tuple[bytes, str]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    released: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, count: int) -> list[tuple[bytes, str]]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.received) >= count, 10)
            return list(self.received)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot() -> Iterator[Bot]:
    bot = Bot()
    app = Flask("bot")

    @app.post("/line/webhook")
    def webhook() -> tuple[str, int]:
        with bot.changed:
            bot.received.append((request.get_data(), request.headers["X-Line-Signature"]))
            bot.changed.notify_all()
        if bot.answer is None:
            bot.released.wait(10)
        return "", bot.answer or 200

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    bot.url = f"http://127.0.0.1:{server.server_port}/line/webhook"
    yield bot
    bot.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def simulator(bot: Bot, clock: Clock) -> Iterator[RunningSimulator]:
    running = start_simulator(webhook_url=bot.url, clock=clock)
    yield running
    running.stop()


@pytest.fixture
def line(simulator: RunningSimulator) -> Any:
    return simulator.line


@pytest.fixture
def client(simulator: RunningSimulator) -> Iterator[ApiClient]:
    with ApiClient(_configuration(simulator)) as client:
        yield client
        client.rest_client.pool_manager.clear()


@pytest.fixture
def api(client: ApiClient) -> MessagingApi:
    return MessagingApi(client)


@pytest.fixture
def blob(client: ApiClient) -> MessagingApiBlob:
    return MessagingApiBlob(client)


@pytest.fixture
def call(client: ApiClient, simulator: RunningSimulator) -> Callable[..., tuple[int, Any]]:
    """Any JSON to any path, as (status, answer): for bodies that the SDK would not let through."""
    import json

    def call(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        response = client.rest_client.pool_manager.request(
            method,
            simulator.base_url + path,
            body=json.dumps(body) if body is not None else None,
            headers={
                "Authorization": f"Bearer {simulator.line.channel_token}",
                "Content-Type": "application/json",
                **headers,
            },
        )
        return response.status, json.loads(response.data)

    return call


def _configuration(simulator: RunningSimulator) -> Configuration:
    return Configuration(host=simulator.base_url, access_token=simulator.line.channel_token)
