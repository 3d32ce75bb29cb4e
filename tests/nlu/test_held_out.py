"""The held-out sentences: below these bars the examples or the engine got worse."""

from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.evaluation import evaluate
from nlu.interpreter import Interpreter
from nlu.training_data import read_training_files

HELD_OUT = Path(__file__).parent / "held_out.yml"
OTHER_LANGUAGES = Path(__file__).parent / "held_out_languages.yml"


@pytest.fixture(scope="module")
def figures(engine: EmbeddedEngine) -> dict:  # type: ignore[type-arg]
    return evaluate(read_training_files([HELD_OUT]).examples, Interpreter(engine).interpret)


def test_held_out_sentences_are_understood(figures: dict) -> None:  # type: ignore[type-arg]
    assert figures["n"] == 550
    assert figures["right"] >= 0.93 * figures["n"], figures["wrong"]
    assert figures["wrong_confident"] <= 28, figures["wrong"]
    assert figures["calibration_error"] <= 0.06


def test_what_is_out_of_scope_is_refused(figures: dict) -> None:  # type: ignore[type-arg]
    assert figures["out_of_scope"] == 71
    assert figures["out_of_scope_refused"] >= 60, figures["wrong"]
    assert figures["out_of_scope_auroc"] >= 0.95


def test_other_languages_are_understood_as_well(engine: EmbeddedEngine) -> None:
    figures = evaluate(read_training_files([OTHER_LANGUAGES]).examples, Interpreter(engine).interpret)
    assert figures["n"] == 375
    assert figures["right"] >= 0.95 * figures["n"], figures["wrong"]


def test_no_emergency_is_missed(figures: dict) -> None:  # type: ignore[type-arg]
    assert figures["per_intent"]["emergency"]["right"] == figures["per_intent"]["emergency"]["n"]
