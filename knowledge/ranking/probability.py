"""How likely the best hit is right: small logistic models over the scores, their coefficients fitted by `calibrate`."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.encoders.bundled import BundledEncoder
from knowledge.encoders.protocol import Vectors
from knowledge.ranking.fusion import Ranking

FEATURES = ("question", "answer", "words", "fused", "margin", "topic", "lent", "matter")
NEXT = 5  # hits whose mean the best one is compared with
SOFTENED = 6.0  # beyond this many logits, it is a city's matter or it is not
SHIPPED = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Correction:
    """What a city's own judgements make of shipped logits. `scale` is above 0, so that no two change their order."""

    scale: float = 1.0
    shift: float = 0.0

    def probability(self, logits: float) -> float:
        """0–1."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.scale * logits + self.shift))))


SHIPPED_AS_IT_IS = Correction()


@dataclass(frozen=True)
class Logistic:
    """Coefficients and an intercept: numbers in, a number of logits out."""

    coefficients: tuple[float, ...]
    intercept: float

    def logits(self, values: Sequence[float] | Vectors) -> float:
        return float(np.dot(self.coefficients, values)) + self.intercept

    def probability(self, values: Sequence[float]) -> float:
        """0–1."""
        return SHIPPED_AS_IT_IS.probability(self.logits(values))


@dataclass(frozen=True)
class Calibration:
    """Of one encoder, since another's cosines lie elsewhere. `turned` and `plain` are over `FEATURES`, in their order.

    `topic` is over the query's vector and tells a city's matters from all others; None: unknown, and no feature.
    """

    encoder: str
    turned: Logistic
    plain: Logistic
    topic: Logistic | None = None

    def logits(self, ranking: Ranking, vector: Vectors) -> float:
        """Of the best hit's being right. The ranking must not be empty."""
        model = self.turned if ranking.is_turned else self.plain
        return model.logits(features(ranking, self.topic_of(vector)))

    @cached_property
    def mark(self) -> str:
        """Other for other coefficients."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]

    def topic_of(self, vector: Vectors) -> float:
        """-1 (chat, commands, other offices' affairs) to 1 (a city's matter)."""
        return math.tanh(self.topic.logits(vector) / SOFTENED) if self.topic else 0.0


def load_calibration(encoder: str, path: Path = SHIPPED) -> Calibration:
    """The coefficients fitted for an encoder, or else those of the bundled one: then `Calibration.encoder` says so."""
    fitted = json.loads(path.read_text("utf-8"))
    if encoder in fitted:
        return _read(encoder, fitted[encoder])
    other = _read(BundledEncoder.name, fitted[BundledEncoder.name])
    return Calibration(other.encoder, other.turned, other.plain)  # a topic is read in no other encoder's vectors


def features(ranking: Ranking, topic: float) -> tuple[float, ...]:
    """What is known of the best group, in the order of `FEATURES`. The ranking must not be empty."""
    best = ranking.places[0].found
    following = [ranking.fused[place.found] for place in ranking.places[1 : NEXT + 1]]
    return (
        float(ranking.questions[best]),
        float(ranking.answers[best]),
        float(ranking.words[best]),
        float(ranking.fused[best]),
        float(ranking.fused[best] - (np.mean(following) if following else 0.0)),
        topic,
        float(ranking.lent[best]),
        ranking.near.matter if ranking.near else 0.0,
    )


def _read(encoder: str, data: dict[str, Any]) -> Calibration:
    def logistic(part: dict[str, Any]) -> Logistic:
        return Logistic(tuple(part["coefficients"]), part["intercept"])

    topic = logistic(data["topic"]) if "topic" in data else None
    return Calibration(encoder, logistic(data["turned"]), logistic(data["plain"]), topic)
