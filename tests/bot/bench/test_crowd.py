"""The benchmark of an opening day sees a fair room, and one that is not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Blueprint, Flask, Response
from werkzeug.serving import make_server

from bot.bench import crowd
from bot.db import Database
from bot.texts import load_texts
from bot.waiting_room.guard import WaitingRoomGuard

PEOPLE = 40
Serve = Callable[[Flask], int]


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "SECONDS", 1.0)
    monkeypatch.setattr(crowd, "STAY_SECONDS", 30.0)


@pytest.fixture
def serve() -> Iterator[Serve]:
    running = []

    def start(app: Flask) -> int:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        running.append((server, thread))
        return server.server_port

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_fair_room_is_found_fair(database: Database, serve: Serve) -> None:
    app, pages = Flask("tests"), Blueprint("times", __name__)
    pages.add_url_rule("/times", "show", lambda: "free times")
    house: Any = SimpleNamespace(
        texts=load_texts(), secret_key="a secret", public_url="http://127.0.0.1", entries_per_second=5.0
    )
    WaitingRoomGuard("cards", database, house).protect(pages, "show")
    app.register_blueprint(pages)
    page, bad, unfair, unsteady = crowd.measure(serve(app), "/times", "test", lambda _: None, PEOPLE)
    assert page.value > 0
    assert (bad.value, unfair.value, unsteady.value) == (0, 0, 0)
    assert "0 who had to wait" not in unfair.detail and not unsteady.detail.startswith("of 0 ")


def test_later_people_first_and_errors_are_found(serve: Serve) -> None:
    app, numbers = Flask("tests"), count(1_000, -1)

    @app.get("/times")
    def wait() -> Response:
        number = next(numbers)
        if number % 10 == 0:
            return Response(status=503)
        return Response(f'<p class="number">{number}</p>', headers={"Refresh": "99"})

    _, bad, unfair, _ = crowd.measure(serve(app), "/times", "test", lambda _: None, PEOPLE)
    assert bad.value == 4  # 1000, 990, 980, 970
    assert unfair.value > 5
