"""How well an interpreter does on sentences whose intent is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from nlu.decision import OUT_OF_SCOPE
from nlu.interpretation import FALLBACK_INTENT, Interpretation
from nlu.interpreter import CONFIDENT
from nlu.training_data import Example

_REFUSAL = frozenset({OUT_OF_SCOPE, FALLBACK_INTENT})


def evaluate(examples: Iterable[Example], interpret: Callable[[str], Interpretation]) -> dict[str, Any]:
    """Counts over the examples; those of `out_of_scope` or `nlu_fallback` are right when refused.

    `n` and `right` are of sentences with an intent; `wrong_confident` of all (wrong at `CONFIDENT` or above);
    `refused` are sentences with an intent that fell back; `out_of_scope_refused` of `out_of_scope`. `per_intent` is
    `{intent: {"n", "right", "refused"}}`, `confusion` `{intent: {answered: n}}`, `wrong` lists each mistake.
    """
    confusion: dict[str, Counter[str]] = {}
    wrong: list[dict[str, Any]] = []
    for example in examples:
        said = FALLBACK_INTENT if example.intent in _REFUSAL else example.intent
        found = interpret(example.text).intent
        confusion.setdefault(said, Counter())[found.name] += 1
        if found.name != said:
            wrong.append({"text": example.text, "intent": said, "answered": found.name, "confidence": found.confidence})
    per_intent = {intent: _counts(intent, answers) for intent, answers in sorted(confusion.items())}
    outside = per_intent.pop(FALLBACK_INTENT, {"n": 0, "right": 0, "refused": 0})
    return {
        "n": sum(one["n"] for one in per_intent.values()),
        "right": sum(one["right"] for one in per_intent.values()),
        "wrong_confident": sum(_is_confident(one) for one in wrong),
        "refused": sum(one["refused"] for one in per_intent.values()),
        "out_of_scope": outside["n"],
        "out_of_scope_refused": outside["refused"],
        "per_intent": per_intent,
        "confusion": {intent: dict(answers.most_common()) for intent, answers in sorted(confusion.items())},
        "wrong": wrong,
    }


def _counts(intent: str, answers: Counter[str]) -> dict[str, int]:
    return {"n": answers.total(), "right": answers[intent], "refused": answers[FALLBACK_INTENT]}


def _is_confident(one: dict[str, Any]) -> bool:
    return bool(one["answered"] != FALLBACK_INTENT and one["confidence"] >= CONFIDENT)
