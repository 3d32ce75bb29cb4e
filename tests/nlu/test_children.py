"""Worries about a child are told from what is asked for children."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.evaluation import evaluate
from nlu.interpreter import Interpreter
from nlu.training_data import read_training_files

HELD_OUT = Path(__file__).parent / "held_out_children.yml"
OTHERS = {"faq_question": "児童手当はいくらもらえますか", "health_record": "子どもの予防接種の記録を見たい"}


@pytest.fixture(scope="module")
def interpreter(engine: EmbeddedEngine) -> Interpreter:
    return Interpreter(engine)


def test_held_out_sentences_are_understood(interpreter: Interpreter) -> None:
    figures = evaluate(read_training_files([HELD_OUT]).examples, interpreter.interpret)
    assert figures["n"] == 24
    assert figures["right"] >= 20, figures["wrong"]


@pytest.mark.parametrize("intent", OTHERS)
def test_what_sounds_like_it_stays_what_it_is(interpreter: Interpreter, intent: str) -> None:
    assert interpreter.interpret(OTHERS[intent]).intent.name == intent
