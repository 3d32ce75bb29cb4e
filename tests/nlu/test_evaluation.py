from pathlib import Path

from nlu.evaluation import evaluate
from nlu.interpretation import Interpretation, RankedIntent
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
    assert {one["text"] for one in figures["wrong"]} == {"a wrong, sure", "a wrong, unsure", "a refused", "out taken"}
