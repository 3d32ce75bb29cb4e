"""What parents look for is told apart, and from what sounds like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.evaluation import evaluate
from nlu.interpreter import Interpreter
from nlu.training_data import read_training_files

HELD_OUT = Path(__file__).parent / "held_out_child_care.yml"
OTHERS = {
    "保育園に申し込みたい": "faq_question",
    "保育園の入園申込の締切はいつですか": "faq_question",
    "保育料はいくらですか": "faq_question",
    "離乳食を食べてくれなくて困っています": "child_consultation",
    "子どもの発達について相談したい": "child_consultation",
    "離乳食教室に申し込みたい": "lecture_signup",
    "来月の料理教室を探しています": "lecture_search",
    "防災講座はありますか": "lecture_search",
    "娘の予防接種の記録を見たい": "health_record",
    "近くの避難所はどこですか": "shelter_search",
}


@pytest.fixture(scope="module")
def interpreter(engine: EmbeddedEngine) -> Interpreter:
    return Interpreter(engine)


def test_held_out_sentences_are_understood(interpreter: Interpreter) -> None:
    figures = evaluate(read_training_files([HELD_OUT]).examples, interpreter.interpret)
    assert figures["n"] == 80
    assert figures["right"] >= 72, figures["wrong"]
    assert figures["wrong_confident"] <= 3, figures["wrong"]


@pytest.mark.parametrize("said", OTHERS)
def test_what_sounds_like_it_stays_what_it_is(interpreter: Interpreter, said: str) -> None:
    assert interpreter.interpret(said).intent.name == OTHERS[said]


@pytest.mark.parametrize(
    "said",
    [
        "今夜やっている小児科は？子どもが息をしていません",
        "けいれんが止まりません、今やってる病院はどこ",
        "1歳で入れる保育園ある？もう限界でこの子と死にたい",
    ],
)
def test_a_danger_in_it_is_heard(interpreter: Interpreter, said: str) -> None:
    assert interpreter.interpret(said).intent.name == "emergency"
