"""How likely the best hit is right: a small logistic model over the scores, its coefficients fitted by `calibrate`."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from knowledge.encoders.bundled import BundledEncoder
from knowledge.ranking.fusion import Ranking

FEATURES = ("question", "answer", "words", "fused", "margin", "agreement")
SHIPPED = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Calibration:
    """Coefficients for `FEATURES`, in their order, of one encoder: another's cosines lie elsewhere."""

    encoder: str
    coefficients: tuple[float, ...]
    intercept: float

    def probability(self, features: tuple[float, ...]) -> float:
        """0–1."""
        total = self.intercept + sum(c * f for c, f in zip(self.coefficients, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def load_calibration(encoder: str, path: Path = SHIPPED) -> Calibration:
    """The coefficients fitted for an encoder, or else those of the bundled one: then `Calibration.encoder` says so."""
    fitted = json.loads(path.read_text("utf-8"))
    name = encoder if encoder in fitted else BundledEncoder.name
    coefficients = tuple(fitted[name]["coefficients"][feature] for feature in FEATURES)
    return Calibration(name, coefficients, fitted[name]["intercept"])


def features(ranking: Ranking) -> tuple[float, ...]:
    """What is known of the best group, in the order of `FEATURES`. The ranking must not be empty."""
    best = ranking.places[0].found
    second = ranking.fused[ranking.places[1].found] if len(ranking.places) > 1 else 0.0
    scores = (ranking.questions, ranking.answers, ranking.words)
    return (
        float(ranking.questions[best]),
        float(ranking.answers[best]),
        float(ranking.words[best]),
        float(ranking.fused[best]),
        float(ranking.fused[best] - second),
        float(sum(bool(score[best] >= score.max()) for score in scores)),
    )
