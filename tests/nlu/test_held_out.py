"""The held-out sentences: below these bars the examples or the engine got worse."""

from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.evaluation import evaluate
from nlu.interpreter import Interpreter
from nlu.training_data import read_training_files

HELD_OUT = Path(__file__).parent / "held_out.yml"


@pytest.fixture(scope="module")
def figures(engine: EmbeddedEngine) -> dict:  # type: ignore[type-arg]
    return evaluate(read_training_files([HELD_OUT]).examples, Interpreter(engine).interpret)


def test_held_out_sentences_are_understood(figures: dict) -> None:  # type: ignore[type-arg]
    assert figures["n"] == 270
    assert figures["right"] >= 0.92 * figures["n"], figures["wrong"]
    assert figures["wrong_confident"] <= 8, figures["wrong"]


def test_what_is_out_of_scope_is_refused(figures: dict) -> None:  # type: ignore[type-arg]
    assert figures["out_of_scope"] == 24
    assert figures["out_of_scope_refused"] >= 21, figures["wrong"]


def test_no_emergency_is_missed(figures: dict) -> None:  # type: ignore[type-arg]
    assert figures["per_intent"]["emergency"]["right"] == figures["per_intent"]["emergency"]["n"]
