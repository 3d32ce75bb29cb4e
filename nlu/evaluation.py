"""How well an interpreter does on sentences whose intent is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nlu.confidence import area_under_curve, bin_reliability, calibration_error
from nlu.decision import OUT_OF_SCOPE
from nlu.interpretation import FALLBACK_INTENT, Interpretation
from nlu.interpreter import CONFIDENT
from nlu.language import guess_language
from nlu.training_data import Example

_REFUSAL = frozenset({OUT_OF_SCOPE, FALLBACK_INTENT})
UNSURE = "unsure"  # the language of sentences whose language cannot be guessed


@dataclass(frozen=True)
class Answer:
    """`meant` is `nlu_fallback` for what should be refused; `likeliest` is the best intent, refused or not."""

    text: str
    meant: str
    found: str
    confidence: float
    likeliest: str
    likelihood: float

    @property
    def is_right(self) -> bool:
        return self.found == self.meant

    @property
    def is_wrong_and_confident(self) -> bool:
        return not self.is_right and self.found != FALLBACK_INTENT and self.confidence >= CONFIDENT


def evaluate(examples: Iterable[Example], interpret: Callable[[str], Interpretation]) -> dict[str, Any]:
    """Counts over the examples; those of `out_of_scope` or `nlu_fallback` are right when refused.

    `n` and `right` are of sentences with an intent; `wrong_confident` of all (wrong at `CONFIDENT` or above);
    `refused` are sentences with an intent that fell back; `out_of_scope_refused` of `out_of_scope`. `per_intent` and
    `per_language` are `{name: {"n", "right", "refused"}}`, `confusion` `{intent: {answered: n}}`, `wrong` lists each
    mistake. Of the likeliest intent's confidence: `reliability` in tenths, its `calibration_error`, and
    `out_of_scope_auroc`, how often it is higher for a sentence with an intent than for one out of scope.
    """
    answers = [_answer(example, interpret(example.text)) for example in examples]
    inside = [answer for answer in answers if answer.meant != FALLBACK_INTENT]
    outside = [answer for answer in answers if answer.meant == FALLBACK_INTENT]
    reliability = bin_reliability(
        [answer.likelihood for answer in answers], [answer.likeliest == answer.meant for answer in answers]
    )
    return {
        **_counts(inside),
        "wrong_confident": sum(answer.is_wrong_and_confident for answer in answers),
        "out_of_scope": len(outside),
        "out_of_scope_refused": sum(answer.is_right for answer in outside),
        "out_of_scope_auroc": area_under_curve(
            [answer.likelihood for answer in inside], [answer.likelihood for answer in outside]
        ),
        "calibration_error": calibration_error(reliability),
        "reliability": reliability,
        "per_intent": _by(inside, lambda answer: answer.meant),
        "per_language": _by(inside, lambda answer: guess_language(answer.text) or UNSURE),
        "confusion": _confusion(answers),
        "wrong": [_mistake(answer) for answer in answers if not answer.is_right],
    }


def _answer(example: Example, interpretation: Interpretation) -> Answer:
    likeliest = next((one for one in interpretation.ranking if one.name != FALLBACK_INTENT), None)
    return Answer(
        text=example.text,
        meant=FALLBACK_INTENT if example.intent in _REFUSAL else example.intent,
        found=interpretation.intent.name,
        confidence=interpretation.intent.confidence,
        likeliest=likeliest.name if likeliest else FALLBACK_INTENT,
        likelihood=likeliest.confidence if likeliest else 0.0,
    )


def _counts(answers: Sequence[Answer]) -> dict[str, int]:
    return {
        "n": len(answers),
        "right": sum(answer.is_right for answer in answers),
        "refused": sum(answer.found == FALLBACK_INTENT for answer in answers),
    }


def _by(answers: Sequence[Answer], name: Callable[[Answer], str]) -> dict[str, dict[str, int]]:
    names = sorted({name(answer) for answer in answers})
    return {one: _counts([answer for answer in answers if name(answer) == one]) for one in names}


def _confusion(answers: Sequence[Answer]) -> dict[str, dict[str, int]]:
    found = {meant: Counter(one.found for one in answers if one.meant == meant) for meant in {a.meant for a in answers}}
    return {meant: dict(counts.most_common()) for meant, counts in sorted(found.items())}


def _mistake(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "intent": answer.meant,
        "answered": answer.found,
        "confidence": answer.confidence,
    }
