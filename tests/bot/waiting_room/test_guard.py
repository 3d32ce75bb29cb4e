"""The room before a page, as browsers see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from bot.db import Database
from bot.texts import LANGUAGES, Texts, load_texts
from bot.waiting_room.arriving import BURST_SECONDS
from bot.waiting_room.guard import STAY_SECONDS, WaitingRoomGuard

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PER_SECOND = 0.2
BURST = int(BURST_SECONDS * PER_SECOND)


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(database: Database, texts: Texts, clock: Clock) -> Flask:
    made = Flask("tests")
    pages = Blueprint("times", __name__)
    pages.add_url_rule("/times", "show", lambda: "free times")
    pages.add_url_rule("/file", "send", lambda: "one's own file")
    pages.add_url_rule("/times", "take", lambda: "taken", methods=["POST"])
    house: Any = SimpleNamespace(
        texts=texts, secret_key="a secret", public_url="http://127.0.0.1", entries_per_second=PER_SECOND
    )
    WaitingRoomGuard("cards", database, house, clock).protect(pages, "show", "take")
    made.register_blueprint(pages)
    return made


def come(app: Flask, **headers: str) -> FlaskClient:
    """Somebody with a browser of their own, who has looked once."""
    browser = app.test_client()
    browser.get("/times", headers=headers)
    return browser


def wait(browser: FlaskClient) -> int | None:
    """After how many seconds the page is to be asked for again; None where it is the page itself."""
    answer = browser.get("/times", follow_redirects=True)
    assert answer.status_code == 200
    if answer.text == "free times":
        return None
    return int(answer.headers["Refresh"])


def test_without_a_crowd_there_is_no_room(app: Flask, clock: Clock) -> None:
    for _ in range(5):
        assert wait(come(app)) is None
        clock.now += 5


def test_a_crowd_enters_in_the_order_it_came(app: Flask, clock: Clock) -> None:
    crowd = [come(app) for _ in range(BURST + 3)]
    assert [wait(one) for one in crowd] == [*[None] * BURST, 5, 10, 15]
    clock.now += 10
    late = come(app)
    assert [wait(one) for one in (*crowd, late)] == [*[None] * BURST, None, None, 5, 10]


def test_a_reload_changes_nothing(app: Flask, clock: Clock) -> None:
    waiting = [come(app) for _ in range(BURST + 2)][-1]
    for passed in range(10):
        assert wait(waiting) == 10 - passed
        clock.now += 1
    assert wait(waiting) is None


def test_a_forged_ticket_is_none(app: Flask) -> None:
    for _ in range(BURST + 1):
        come(app)
    forger = app.test_client()
    forger.set_cookie("waiting-cards", "WzEsMS4wLDEuMF0.c2lnbmF0dXJl")
    assert forger.get("/times").headers["Refresh"] == "10"


def test_who_stays_away_for_long_comes_anew(app: Flask, clock: Clock) -> None:
    crowd = [come(app) for _ in range(BURST + 1)]
    clock.now += STAY_SECONDS + 10
    for _ in range(BURST):
        come(app)
    assert wait(crowd[-1]) == 5


def test_nothing_is_taken_without_a_turn(app: Flask) -> None:
    for _ in range(BURST + 1):
        come(app)
    answer = app.test_client().post("/times")
    assert answer.text != "taken"
    assert "Refresh" in answer.headers


def test_only_the_pages_that_are_named_are_behind_it(app: Flask) -> None:
    for _ in range(BURST + 1):
        come(app)
    assert app.test_client().get("/file").text == "one's own file"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_how_long_in_every_language(app: Flask, language: str) -> None:
    for _ in range(BURST + 30):
        come(app)
    page = app.test_client().get(f"/times?lang={language}")
    assert str(BURST + 31) in page.text and re.search(r'id="wait"[^>]*>[^<]*3', page.text)  # 155 seconds
    assert page.headers["Cache-Control"] == "no-store"
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
