"""The demo city's longest answers in every language: LINE takes each. Tables are those of `test_tables.py`.

That every answer of a test is taken by LINE, `Conversation` looks at by itself.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.channels.line.render import render_messages
from bot.city import City
from bot.db import Database
from bot.messages import Card
from bot.settings import DEMO_CITY
from bot.texts import LANGUAGES
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.sources.faq_file import import_faq_file
from nlu.interpreter import Interpreter
from tests.channels.line.conftest import Judge
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import make_engine

LONGEST = 8


@pytest.fixture
def demo(database: Database, tmp_path: Path, open_city: City, interpreter: Interpreter) -> Conversation:
    import_faq_file(database, DEMO_CITY / "faq.csv")
    build_index(database, HashingEncoder(), tmp_path / "index")
    return Conversation(database, lambda: make_engine(database, tmp_path / "index", open_city, interpreter.interpret))


def list_questions() -> list[str]:
    with (DEMO_CITY / "faq.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == "ja"]
    longest = sorted(rows, key=lambda row: len(row["answer"]))[-LONGEST:]
    return [row["question"] for row in longest]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_line_takes_every_way_of_showing_them(demo: Conversation, language: str, judge: Judge) -> None:
    demo.presses(f"language.set?language={language}")
    cards = pressed = 0
    for question in list_questions():
        demo.says(question)
        judge(render_messages(demo.last))
        cards += any(isinstance(message, Card) for message in demo.last)
        for choice in [choice for choice in demo.choices if choice.postback.startswith(("faq.more", "faq.original"))]:
            demo.sends_postback(choice.postback)
            judge(render_messages(demo.last))
            pressed += 1
    assert cards >= LONGEST
    assert pressed or language != "ja-easy"
