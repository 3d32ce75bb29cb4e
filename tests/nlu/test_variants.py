"""The variants of test sentences are what they say, and what is understood of them stays above the bar."""

from pathlib import Path

import pytest

from nlu.embedded import EmbeddedEngine
from nlu.evaluation import evaluate
from nlu.interpreter import Interpreter
from nlu.training_data import read_training_files
from tests.nlu.variants import hiragana, slip, vary_file

HELD_OUT = Path(__file__).parent / "held_out.yml"


def test_hiragana_is_the_reading_without_spaces() -> None:
    assert hiragana("住民票を 1通ください") == "じゅうみんひょうを1つうください"
    assert hiragana("please") is None


def test_slips_are_few_and_always_the_same() -> None:
    text = "住民票を取りたいのですが"
    assert slip(text) == slip(text) != text
    assert slip(text, seed=1) != slip(text)
    assert {len(slip(text, seed) or "") - len(text) for seed in range(50)} == {-2, -1, 0, 1, 2}
    assert slip("はい") is None


@pytest.mark.parametrize(("kind", "fewest", "share"), [("hiragana", 200, 0.95), ("slips", 240, 0.9)])
def test_variants_are_understood_nearly_as_well(
    engine: EmbeddedEngine, tmp_path: Path, kind: str, fewest: int, share: float
) -> None:
    varied = tmp_path / "varied.yml"
    varied.write_text(vary_file(kind, HELD_OUT), "utf-8")
    interpret = Interpreter(engine).interpret
    clean, noisy = (evaluate(read_training_files([file]).examples, interpret) for file in (HELD_OUT, varied))
    assert noisy["n"] >= fewest
    assert noisy["right"] / noisy["n"] >= share * clean["right"] / clean["n"], noisy["wrong"]
