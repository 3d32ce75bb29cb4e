"""Utterances that must not be answered: how many were, and how well the probability tells them from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.measure.cases import Case
from knowledge.measure.intervals import SEED, Array, Figure, figure, resample, rounded, wilson
from knowledge.measure.measures import auroc
from knowledge.search import Band, SearchResult


@dataclass(frozen=True)
class Refusals:
    """One category; `answered` and `declined` are shares of `n` with Wilson's interval, the rest saw candidates."""

    category: str
    n: int
    answered: Figure
    declined: Figure

    def to_json(self) -> dict[str, Any]:
        shares = {"answered": self.answered.to_json(), "declined": self.declined.to_json()}
        return {"category": self.category, "n": self.n, **shares}


@dataclass(frozen=True)
class Negatives:
    """`auroc`: the chance that a judged query is said with a higher probability than one that must not be answered."""

    categories: Sequence[Refusals]
    total: Refusals
    auroc: Figure
    confidences: Array

    def to_json(self) -> dict[str, Any]:
        return {
            "categories": [row.to_json() for row in self.categories],
            "n": self.total.n,
            "answered": rounded(self.total.answered.value),
            "declined": rounded(self.total.declined.value),
            "auroc": self.auroc.to_json(),
        }


def score_negatives(cases: Sequence[Case], refused: Mapping[str, Sequence[SearchResult]]) -> Negatives:
    """Against the judged queries of the same index. There must be one of each."""
    everything = [result for results in refused.values() for result in results]
    said = np.array([result.probability for result in everything], dtype=np.float64)
    return Negatives(
        categories=[_refusals(category, results) for category, results in refused.items()],
        total=_refusals("", everything),
        auroc=_auroc(np.array([case.row.confidence for case in cases], dtype=np.float64), said),
        confidences=said,
    )


def _refusals(category: str, results: Sequence[SearchResult]) -> Refusals:
    bands = [result.band for result in results]
    shares = (wilson(bands.count(band), len(bands)) for band in (Band.ANSWER, Band.DECLINE))
    return Refusals(category, len(bands), *shares)


def _auroc(good: Array, bad: Array) -> Figure:
    """Both kinds are resampled apart, as they were collected."""
    scores = np.concatenate([good, bad])
    kind = np.concatenate([np.ones(len(good)), np.zeros(len(bad))])
    often = np.hstack([resample(len(good)), resample(len(bad), SEED + 1)])
    return figure(auroc(scores, kind, np.ones((1, len(scores)))), auroc(scores, kind, often))
