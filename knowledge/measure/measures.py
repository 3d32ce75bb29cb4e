"""The measures over judged queries, each as a function of weights, so that a bootstrap costs one matrix product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.measure.cases import Case
from knowledge.measure.intervals import Array, Figure, figure, resample

BINS = 10


@dataclass(frozen=True)
class Columns:
    """The cases as arrays of one length."""

    ndcg: Array
    reciprocal_rank: Array
    recall: Array
    right: Array
    answered: Array
    answered_right: Array
    declined: Array
    confidence: Array


Measure = Callable[[Columns, Array], Array]  # weights (rows × cases) → one value for each row, NaN where undefined


def columns(cases: Sequence[Case]) -> Columns:
    def column(of: Callable[[Case], float]) -> Array:
        return np.array([of(case) for case in cases], dtype=np.float64)

    return Columns(
        ndcg=column(lambda case: case.ndcg),
        reciprocal_rank=column(lambda case: case.reciprocal_rank),
        recall=column(lambda case: case.recall),
        right=column(lambda case: case.right),
        answered=column(lambda case: case.answered),
        answered_right=column(lambda case: case.answered_right),
        declined=column(lambda case: case.row.declined),
        confidence=column(lambda case: case.row.confidence),
    )


def measure(cases: Sequence[Case]) -> dict[str, Figure]:
    """Every measure by its name, with a bootstrap interval over queries. There must be a case."""
    known = columns(cases)
    once, often = np.ones((1, len(cases))), resample(len(cases))
    return {name: figure(of(known, once), of(known, often)) for name, of in MEASURES.items()}


def share(part: Array, whole: Array) -> Array:
    """part / whole, NaN where the whole is 0."""
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def bins_of(said: Array, bins: int = BINS) -> NDArray[np.int64]:
    """The bin of equal width, from 0, of each confidence."""
    return np.minimum((said * bins).astype(np.int64), bins - 1)


def calibration(said: Array, right: Array, weights: Array, bins: int = BINS) -> Array:
    """Expected calibration error: how far what was said lies from what was right, over bins of equal width."""
    inside = np.eye(bins)[bins_of(said, bins)]
    return share(np.abs(weights @ (inside * (said - right)[:, None])).sum(axis=1), weights.sum(axis=1))


def auroc(scores: Array, good: Array, weights: Array) -> Array:
    """The chance that a good one has the higher score than a bad one (ties count half); NaN without both kinds."""
    _, group = np.unique(scores, return_inverse=True)
    inside = np.eye(int(group.max()) + 1)[group] if len(scores) else np.zeros((0, 0))
    goods, bads = (weights * good) @ inside, (weights * (1 - good)) @ inside
    below = np.cumsum(bads, axis=1) - bads / 2
    return share((goods * below).sum(axis=1), goods.sum(axis=1) * bads.sum(axis=1))


def calibration_error(said: Sequence[float], right: Sequence[bool], bins: int = BINS) -> float:
    """ECE of plain lists; 0 of none."""
    if not len(said):
        return 0.0
    ones = np.ones((1, len(said)))
    return float(calibration(np.asarray(said, np.float64), np.asarray(right, np.float64), ones, bins)[0])


def _mean(name: str) -> Measure:
    return lambda known, weights: weights @ getattr(known, name) / weights.sum(axis=1)


MEASURES: dict[str, Measure] = {
    "ndcg_at_10": _mean("ndcg"),
    "mrr_at_10": _mean("reciprocal_rank"),
    "precision_at_1": _mean("right"),
    "recall_at_5": _mean("recall"),
    "answered": _mean("answered"),
    "answered_right": lambda known, weights: share(weights @ known.answered_right, weights @ known.answered),
    "declined": _mean("declined"),
    "calibration_error": lambda known, weights: calibration(known.confidence, known.right, weights),
    "auroc": lambda known, weights: auroc(known.confidence, known.right, weights),
}
