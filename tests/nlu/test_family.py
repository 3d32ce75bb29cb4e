"""Acting for somebody is told from acting for oneself, and from what is asked for about the family."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.evaluation import evaluate
from nlu.interpreter import CONFIDENT, Interpreter
from nlu.training_data import read_training_files

HELD_OUT = Path(__file__).parent / "held_out_family.yml"
OTHERS = (
    "母の住民票がほしい", "夫の分も合わせて課税証明書を2通ください", "父の代わりに印鑑証明を取れますか",
    "子どもの予防接種の記録を見せて", "子育ての相談がしたい", "家族で行ける講座はありますか", "前の質問に戻る",
    "copy of my mother's residence record",
)  # fmt: skip


@pytest.fixture(scope="module")
def interpreter(engine: EmbeddedEngine) -> Interpreter:
    return Interpreter(engine)


def test_held_out_sentences_are_understood(interpreter: Interpreter) -> None:
    figures = evaluate(read_training_files([HELD_OUT]).examples, interpreter.interpret)
    assert figures["n"] == 48
    assert figures["right"] >= 42, figures["wrong"]
    assert figures["wrong_confident"] <= 2, figures["wrong"]


@pytest.mark.parametrize("said", OTHERS)
def test_what_is_about_the_family_stays_what_it_is(interpreter: Interpreter, said: str) -> None:
    found = interpreter.interpret(said).intent
    assert not (found.name.startswith("act_for_") and found.confidence >= CONFIDENT), found
