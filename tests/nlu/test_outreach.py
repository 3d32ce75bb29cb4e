"""Recommendations, news and outreach lectures are told from what sounds like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.evaluation import evaluate
from nlu.interpreter import Interpreter
from nlu.training_data import read_training_files

HELD_OUT = Path(__file__).parent / "held_out_outreach.yml"
OTHERS = {
    "lecture_search": "来月の料理教室を探しています",
    "lecture_signup": "来月の料理教室に申し込みたい",
    "lecture_status": "申し込んだ料理教室はどうなりましたか",
    "subscribe": "ごみの日のお知らせがほしい",
}


@pytest.fixture(scope="module")
def interpreter(engine: EmbeddedEngine) -> Interpreter:
    return Interpreter(engine)


def test_held_out_sentences_are_understood(interpreter: Interpreter) -> None:
    figures = evaluate(read_training_files([HELD_OUT]).examples, interpreter.interpret)
    assert figures["n"] == 80
    assert figures["right"] >= 72, figures["wrong"]
    assert figures["wrong_confident"] <= 2, figures["wrong"]


@pytest.mark.parametrize("intent", OTHERS)
def test_what_sounds_like_it_stays_what_it_is(interpreter: Interpreter, intent: str) -> None:
    assert interpreter.interpret(OTHERS[intent]).intent.name == intent
