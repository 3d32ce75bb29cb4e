"""Linking and unlinking accounts are told from each other, and from what sounds like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.evaluation import evaluate
from nlu.interpreter import CONFIDENT, Interpreter
from nlu.training_data import read_training_files

HELD_OUT = Path(__file__).parent / "held_out_account.yml"
OTHERS = {
    "my_data": ("アカウントを消してほしい", "登録した情報を全部見たい", "delete my account data", "删除我的账号信息"),
    "change_language": ("中国語に切り替えて", "switch to English", "한국어로 바꿔 주세요"),
    "health_record": ("健診の結果を見たい", "予防接種の記録を見せて"),
}


@pytest.fixture(scope="module")
def interpreter(engine: EmbeddedEngine) -> Interpreter:
    return Interpreter(engine)


def test_held_out_sentences_are_understood(interpreter: Interpreter) -> None:
    figures = evaluate(read_training_files([HELD_OUT]).examples, interpreter.interpret)
    assert figures["n"] == 48
    assert figures["right"] >= 42, figures["wrong"]
    assert figures["wrong_confident"] <= 2, figures["wrong"]


@pytest.mark.parametrize(("intent", "said"), [(intent, said) for intent, all in OTHERS.items() for said in all])
def test_what_sounds_like_it_stays_what_it_is(interpreter: Interpreter, intent: str, said: str) -> None:
    found = interpreter.interpret(said).intent
    assert not (found.name.startswith("account_") and found.confidence >= CONFIDENT), found
    assert found.name == intent
