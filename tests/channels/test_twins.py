"""A card says the same in every channel, whatever is in it: names in rare characters, marks, markup, long texts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.bell import Bell
from bot.channels.terminal import render_lines
from bot.channels.web.blueprint import create_blueprint
from bot.channels.web.counter import WebCounter
from bot.channels.web.room import render_entries
from bot.db import Database
from bot.messages import Card, Carousel, Message, Table, Text, message_from_json, message_to_json
from bot.services.transcript import Entry
from bot.texts import load_texts
from tests.dialogue.twins import find_missing

_PARTS = (
    *("あ", "住民票", "a", "1,000", "\n", " ", "👨‍👩‍👧‍👦", "🇯🇵", "\u0301"),
    "\u9ad9\ufa11\U00020bb7",  # kanji of names, the last outside the first plane
    "\u845b\U000e0100",  # one kanji in a variant of its own
    "\u202e\u200f\u0627\u202c",  # from right to left
    "<script>alert(1)</script>",
    "&amp;\"'>{{ 7 * 7 }}",
    "https://city.example/a?b=c",
    "026-000-1000",
)
_WORDS = st.lists(st.sampled_from(_PARTS), max_size=8).map("".join)
_LONG = st.builds(lambda words, times: words * times, _WORDS, st.sampled_from((1, 1, 1, 40, 4_000)))
_TABLES = st.integers(1, 4).flatmap(
    lambda width: st.builds(
        Table,
        headers=st.tuples(*[_WORDS] * width),
        rows=st.lists(st.tuples(*[_WORDS] * width), min_size=1, max_size=4).map(tuple),
        caption=_WORDS,
        below=_WORDS,
    )
)
_CARDS = st.builds(
    Card,
    title=_WORDS,
    text=_LONG,
    facts=st.lists(st.tuples(_WORDS, _WORDS), max_size=4).map(tuple),
    note=_WORDS,
    tables=st.lists(_TABLES, max_size=2).map(tuple),
)
_MESSAGES: st.SearchStrategy[Message] = st.one_of(
    _CARDS, st.builds(Text, _LONG), st.builds(Carousel, st.lists(_CARDS, min_size=1, max_size=3).map(tuple))
)


@pytest.fixture
def app(database: Database) -> Flask:
    counter = WebCounter(database, Bell(), load_texts(), accept=len, city_name={"ja": "みどり野市"})
    app = Flask("tests")
    app.register_blueprint(create_blueprint(counter))
    with app.app_context(), app.test_request_context():
        app.config["RENDER"] = render_entries(counter, "ja")
    return app


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(message=_MESSAGES)
def test_web_and_terminal_say_everything(app: Flask, message: Message) -> None:
    assert message_from_json(message_to_json(message)) == message
    assert find_missing(message, "\n".join(render_lines(message))) == []
    html = app.config["RENDER"](Entry(1, "bot", datetime(2026, 12, 1, tzinfo=UTC), (message,)))
    tree = LexborHTMLParser(html)
    for unseen in tree.css(".unseen"):
        unseen.decompose()
    assert find_missing(message, tree.text()) == []
    assert not tree.css("script")
