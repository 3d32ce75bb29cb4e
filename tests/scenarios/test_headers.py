"""Headers: every address of the whole application, by every method, over real HTTP."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.serving import make_server

from bot.app import create_app
from bot.counter import build_counter
from bot.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Nothing in them is anybody's, so a cache may have them.
PUBLIC = {
    *("quality.show", "web.show_widget", "web.show_script", "web.show_styles"),
    *("certificates_opendata.show_csv", "certificates_opendata.show_json"),
    *(f"lectures_opendata.show_{what}" for what in ("csv", "json", "calendar")),
    "lectures_opendata.list_lotteries",
    *(f"card_center_opendata.show_{what}" for what in ("csv", "json", "calendar")),
    *(f"shelters_opendata.show_{what}" for what in ("csv", "json", "geojson")),
    *("news.show", "news.feed", "news_opendata.show_csv", "news_opendata.show_json"),
    "surveys_opendata.show_json",
}
METHODS = ("GET", "POST", "PUT", "DELETE")


@pytest.fixture
def served(settings: Settings) -> Iterator[tuple[Flask, int]]:
    """The application as browsers reach it by https, and its port behind the proxy."""
    counter = build_counter(settings.model_copy(update={"public_url": "https://counter.midorino.example"}))
    app = create_app(counter)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield app, server.server_port
    server.shutdown()
    thread.join()
    counter.close()


def fill_in(rule: Rule, app: Flask) -> str:
    """An address that fits; of static files one that is there."""
    room = app.blueprints.get(rule.endpoint.rpartition(".")[0]) if rule.endpoint.endswith("static") else None
    folder = room.static_folder if room else None
    file = next((str(path.relative_to(folder)) for path in sorted(Path(folder).rglob("*.*"))), "x") if folder else "x"
    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda part: "1" if part[1] == "int" else file, rule.rule)


def ask(port: int, method: str, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, b"" if method in ("POST", "PUT") else None)
    answer = connection.getresponse()
    if answer.headers.get_content_type() != "text/event-stream":  # a stream has no end
        answer.read()
    return answer


def test_every_answer_has_them(served: tuple[Flask, int]) -> None:
    app, port = served
    answers = {}
    for rule in app.url_map.iter_rules():
        for method in METHODS:
            with ask(port, method, fill_in(rule, app)) as answer:
                answers[rule.endpoint, method] = answer
    with ask(port, "GET", "/no/such/page") as answer:
        answers["nowhere", "GET"] = answer
    assert len(answers) > 500
    assert {200, 303, 400, 403, 404, 405, 410} <= {answer.status for answer in answers.values()}
    assert [place for place, answer in answers.items() if answer.status >= 500] == []
    wrong = [place for place, answer in answers.items() if not is_careful(place[0], answer)]
    assert not wrong, "\n".join(f"{place} {answers[place].status}" for place in wrong)


def is_careful(endpoint: str, answer: http.client.HTTPResponse) -> bool:
    """Nothing from elsewhere runs in it, nobody frames it, it is asked for by https, and kept only when public."""
    policy = answer.headers["Content-Security-Policy"] or ""
    is_public = endpoint in PUBLIC or endpoint.endswith("static") or answer.status >= 400
    return (
        "default-src" in policy
        and "unsafe" not in policy
        and "frame-ancestors" in policy
        and answer.headers["X-Content-Type-Options"] == "nosniff"
        and (answer.headers["Strict-Transport-Security"] or "").startswith("max-age=31536000")
        and bool(answer.headers["Referrer-Policy"])
        and (is_public or "no-store" in (answer.headers["Cache-Control"] or ""))
    )
