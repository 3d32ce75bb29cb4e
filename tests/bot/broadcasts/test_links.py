"""Addresses in messages to many lead over ours, which counts presses and nobody."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from bot.broadcasting.redirect import create_blueprint
from bot.db import Database
from bot.messages import Card, Choice, Text
from bot.models.broadcasts import Broadcast, BroadcastLink
from bot.services.broadcasts.content import write_content
from bot.services.broadcasts.links import find_links, make_links, sum_presses
from bot.services.broadcasts.saying import Sayer
from bot.texts import load_texts
from tests.bot.broadcasts.people import NOON

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGE, OTHER = "https://city.example/water?a=1", "https://city.example/map"
CONTENT = {
    "ja": [
        Text(f"くわしくは{PAGE}をご覧ください。"),
        Card("断水", buttons=(Choice("地図", url=OTHER), Choice("電話", url="tel:0312345678"))),
    ],
    "en": [Text(f"See {PAGE}")],
}


def store(database: Database, origin: str = "staff") -> Broadcast:
    with database.write() as session:
        broadcast = Broadcast(kind="message", content=write_content(CONTENT), rule={}, origin=origin, created_at=NOON)
        session.add(broadcast)
        session.flush()
        make_links(session, broadcast)
        return broadcast


@pytest.fixture
def client(database: Database) -> FlaskClient:
    app = Flask("tests")
    app.register_blueprint(create_blueprint(database))
    return app.test_client()


def test_each_address_in_each_language_has_one_of_ours(database: Database) -> None:
    broadcast = store(database)
    with database.read() as session:
        keys = find_links(session, broadcast.id or 0, "ja")
        words, card = Sayer(load_texts([]), "https://line.city.example/").say(session, broadcast, "ja")
    assert set(keys) == {PAGE, OTHER}
    assert isinstance(words, Text) and isinstance(card, Card)
    assert words.text == f"くわしくはhttps://line.city.example/r/{keys[PAGE]}をご覧ください。"
    assert [choice.url for choice in card.buttons] == [f"https://line.city.example/r/{keys[OTHER]}", "tel:0312345678"]
    with database.read() as session:
        assert len({link.key for link in session.exec(select(BroadcastLink))}) == 3


def test_a_press_is_counted_and_leads_there(database: Database, client: FlaskClient) -> None:
    broadcast = store(database)
    with database.read() as session:
        key = find_links(session, broadcast.id or 0, "en")[PAGE]
    for _ in range(2):
        answer = client.get(f"/r/{key}")
        assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
        assert "Set-Cookie" not in answer.headers
    client.get(f"/r/{key}", headers={"User-Agent": "facebookexternalhit/1.1;line-poker/1.0"})
    client.head(f"/r/{key}")
    with database.read() as session:
        assert sum_presses(session, broadcast.id or 0) == {"ja": 0, "en": 2}
    assert client.get("/r/nothing").status_code == 404


def test_an_alert_keeps_its_addresses(database: Database) -> None:
    broadcast = store(database, origin="disaster")
    with database.read() as session:
        assert find_links(session, broadcast.id or 0, "ja") == {}
        (words,) = Sayer(load_texts([]), "https://line.city.example").say(session, broadcast, "en")
    assert words == CONTENT["en"][0]
