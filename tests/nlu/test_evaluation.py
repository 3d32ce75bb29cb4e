from pathlib import Path

import pytest

from nlu.confidence import area_under_curve, bin_reliability, calibration_error
from nlu.evaluation import evaluate
from nlu.interpretation import Interpretation, RankedIntent
from nlu.report import list_lines
from nlu.training_data import Example


def say(name: str, confidence: float) -> Interpretation:
    intent = RankedIntent(name, confidence)
    return Interpretation("", intent, (intent,))


def test_the_counts() -> None:
    answers = {
        "a right": say("a", 0.9),
        "a wrong, sure": say("b", 0.8),
        "a wrong, unsure": say("b", 0.5),
        "a refused": say("nlu_fallback", 0.9),
        "out refused": say("nlu_fallback", 0.9),
        "out taken": say("a", 0.9),
    }
    intents = {"a": "a", "out": "out_of_scope"}
    examples = [Example(text, intents[text.split()[0]], Path("x.yml"), 1) for text in answers]
    figures = evaluate(examples, answers.__getitem__)
    assert (figures["n"], figures["right"], figures["refused"]) == (4, 1, 1)
    assert figures["wrong_confident"] == 2
    assert (figures["out_of_scope"], figures["out_of_scope_refused"]) == (2, 1)
    assert figures["per_intent"] == {"a": {"n": 4, "right": 1, "refused": 1}}
    assert figures["confusion"] == {
        "a": {"b": 2, "a": 1, "nlu_fallback": 1},
        "nlu_fallback": {"nlu_fallback": 1, "a": 1},
    }
    assert sum(one["n"] for one in figures["per_language"].values()) == 4
    assert {one["text"] for one in figures["wrong"]} == {"a wrong, sure", "a wrong, unsure", "a refused", "out taken"}


def test_confidence_is_compared_with_the_truth() -> None:
    reliability = bin_reliability([0.95, 0.91, 0.55, 1.0], [True, False, True, True])
    assert reliability == [
        {"from": 0.5, "to": 0.6, "n": 1, "confidence": 0.55, "right": 1.0},
        {"from": 0.9, "to": 1.0, "n": 3, "confidence": 0.9533, "right": 0.6667},
    ]
    assert calibration_error(reliability) == pytest.approx((0.45 + 3 * 0.2867) / 4, abs=1e-3)
    assert calibration_error([]) == 0


@pytest.mark.parametrize(
    ("higher", "lower", "area"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.3, 0.5], [0.4, 0.3], 4.5 / 6),
        ([], [0.3], None),
    ],
)
def test_the_area_is_how_often_one_is_above_the_other(
    higher: list[float], lower: list[float], area: float | None
) -> None:
    assert area_under_curve(higher, lower) == area


def test_the_report_names_what_an_intent_was_taken_for() -> None:
    answers = {"yes please": say("b", 0.8), "no thanks": say("nlu_fallback", 0.9)}
    intents = {"yes please": "a", "no thanks": "out_of_scope"}
    examples = [Example(text, intents[text], Path("x.yml"), 1) for text in answers]
    lines = list(list_lines(evaluate(examples, answers.__getitem__), by_language=True))
    assert lines[1].split() == ["a", "0", "1", "b", "1"]
    assert lines[2].split() == ["out_of_scope", "1", "1"]
    assert "  yes please: a → b (0.80)" in lines
    assert [line.split() for line in lines if line.startswith("en ")] == [["en", "0", "1", "0"]]
    assert lines[-1].startswith("right 0 of 1, wrong but confident 1")
    assert "AUROC 1.000" in lines[-1]
