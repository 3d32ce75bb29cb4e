"""From a model's confidences to an interpretation: one rule for every engine."""

from __future__ import annotations

from collections.abc import Mapping

from nlu.interpretation import FALLBACK_INTENT, Interpretation, RankedIntent

OUT_OF_SCOPE = "out_of_scope"
FALLBACK_BELOW = 0.4  # confidence under which the utterance is not understood
OUTSIDE = 0.5  # of the best intent's confidence: as likely as that, it is none of ours
RANKED = 10


def is_speech(text: str) -> bool:
    """Whether there is a letter in it; what has none means nothing to a model."""
    return any(character.isalpha() for character in text)


def decide(text: str, confidences: Mapping[str, float], engine: str) -> Interpretation:
    """The most confident intent; `nlu_fallback` when none is likely or `out_of_scope` is half as likely.

    `confidences` are 0-1 and have an intent besides `out_of_scope`, which is never in the ranking.
    """
    outside = confidences.get(OUT_OF_SCOPE, 0.0)
    known = ((name, value) for name, value in confidences.items() if name != OUT_OF_SCOPE)
    ranking = tuple(
        RankedIntent(name, round(value, 4)) for name, value in sorted(known, key=lambda one: -one[1])[:RANKED]
    )
    best = ranking[0]
    if best.confidence < FALLBACK_BELOW or outside >= OUTSIDE * best.confidence:
        return fall_back(text, 1 - best.confidence, ranking, engine)
    return Interpretation(text, best, ranking, engine=engine)


def fall_back(text: str, confidence: float, ranking: tuple[RankedIntent, ...], engine: str) -> Interpretation:
    """`nlu_fallback`, and behind it what was thought of."""
    intent = RankedIntent(FALLBACK_INTENT, round(confidence, 4))
    return Interpretation(text, intent, (intent, *ranking), engine=engine)
