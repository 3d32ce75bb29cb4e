"""What a city's own correction of the probability is worth, by cross-validation on what its staff judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bot.errors import MadoguchiError
from knowledge.measure.first_hits import JudgedHit
from knowledge.measure.intervals import Array, rounded
from knowledge.measure.measures import calibration_error
from knowledge.ranking.platt import correct, cross_validate, fit_correction
from knowledge.ranking.probability import SHIPPED_AS_IT_IS, Correction
from knowledge.search import ANSWER_FROM

LEAST_CASES = 30


@dataclass(frozen=True)
class Worth:
    """Of probabilities. `answered` is the share answered directly, `answered_right` that of those which is right."""

    calibration_error: float
    log_loss: float
    answered: float
    answered_right: float | None

    def to_json(self) -> dict[str, float | None]:
        return {name: rounded(value) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class OwnProbability:
    """The correction fitted on all cases; `own` is what it is worth for cases it was not fitted on."""

    correction: Correction
    cases: int
    shipped: Worth
    own: Worth

    @property
    def is_better(self) -> bool:
        return self.own.log_loss < self.shipped.log_loss

    def to_json(self) -> dict[str, Any]:
        worth = {"shipped": self.shipped.to_json(), "own": self.own.to_json()}
        scale, shift = rounded(self.correction.scale), rounded(self.correction.shift)
        return {"cases": self.cases, "scale": scale, "shift": shift, **worth}


def fit_own(hits: Sequence[JudgedHit], judged: int) -> OwnProbability:
    """From the hits that `judged` judgements say something of. Raises MadoguchiError when they are too few.

    No weights: each band has its share of the sample (`draw_sample`), so the cases stand for what is asked.
    """
    if len(hits) < LEAST_CASES:
        raise MadoguchiError(
            f"{LEAST_CASES} judgements that say whether the first hit is right are needed: of {judged} that have a"
            f" verdict, {len(hits)} do"
        )
    logits = np.array([hit.logits for hit in hits], dtype=np.float64)
    right = np.array([hit.right for hit in hits], dtype=np.float64)
    unseen = cross_validate(logits, right, [hit.asked for hit in hits])
    shipped = measure_worth(correct(SHIPPED_AS_IT_IS, logits), right)
    return OwnProbability(fit_correction(logits, right), len(hits), shipped, measure_worth(unseen, right))


def measure_worth(said: Array, right: Array) -> Worth:
    answered = said >= ANSWER_FROM
    return Worth(
        calibration_error=calibration_error(list(said), list(right > 0)),
        log_loss=float(-np.mean(np.log(np.where(right > 0, said, 1 - said)))),
        answered=float(answered.mean()),
        answered_right=float(right[answered].mean()) if answered.any() else None,
    )
