"""Rasa's `/model/parse` answer as confidences. Nothing in it is trusted: the server may be of other examples."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot.errors import TemporaryFault
from nlu.decision import OUT_OF_SCOPE
from nlu.interpretation import FALLBACK_INTENT


def read_confidences(answer: Any, intents: Collection[str]) -> dict[str, float]:
    """The confidence of each of our `intents` that the answer ranks; TemporaryFault when it can't be gone by.

    Rasa's own `nlu_fallback` is left out: when to fall back is decided here, alike for every engine.
    """
    ranked = dict(_pairs(answer))
    ranked.pop(FALLBACK_INTENT, None)
    best = max(ranked, key=lambda name: ranked[name], default=None)
    if best not in intents:
        raise TemporaryFault("Rasa knows other intents than the counter; train it again")
    known = {name: confidence for name, confidence in ranked.items() if name in intents}
    if not known.keys() - {OUT_OF_SCOPE}:
        raise TemporaryFault("Rasa's answer ranks no intent")
    return known


def _pairs(answer: Any) -> list[tuple[str, float]]:
    try:
        ranking = answer.get("intent_ranking") or [answer["intent"]]
        pairs = [(str(one["name"]), float(one["confidence"])) for one in ranking]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise TemporaryFault("Rasa's answer is no interpretation") from None
    if not all(0 <= confidence <= 1 for _, confidence in pairs):
        raise TemporaryFault("Rasa's confidences are not between 0 and 1")
    return pairs
