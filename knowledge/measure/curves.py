"""What the charts draw: reliability bins, the refusal curve, and ROC curves, from confidences and outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.measure.cases import Case
from knowledge.measure.intervals import Array, Figure, wilson
from knowledge.measure.measures import BINS, bins_of


@dataclass(frozen=True)
class Bin:
    """Queries whose confidence lies in [low, high): what was said on average, and the share that was right."""

    low: float
    high: float
    n: int
    said: float
    right: Figure


@dataclass(frozen=True)
class Threshold:
    """Were every query answered from `confidence` on: the share answered, and the share of those that is right."""

    confidence: float
    answered: float
    right: float


def reliability(cases: Sequence[Case]) -> list[Bin]:
    """Ten bins of equal width; those without a query are left out."""
    said, right = _said(cases)
    places = bins_of(said)
    found = []
    for number in range(BINS):
        inside = places == number
        if inside.any():
            share = wilson(int(right[inside].sum()), int(inside.sum()))
            found.append(Bin(number / BINS, (number + 1) / BINS, int(inside.sum()), float(said[inside].mean()), share))
    return found


def refusal_curve(cases: Sequence[Case]) -> list[Threshold]:
    """From the surest query alone to all of them; one point for each confidence that occurs."""
    said, right = _said(cases)
    order = np.argsort(-said, kind="stable")
    said, right = said[order], right[order]
    shares = np.cumsum(right) / np.arange(1, len(said) + 1)
    last = np.append(said[1:] < said[:-1], True)  # of those that are equally sure
    return [
        Threshold(float(said[place]), (place + 1) / len(said), float(shares[place])) for place in np.flatnonzero(last)
    ]


def at_confidence(curve: Sequence[Threshold], confidence: float) -> Threshold | None:
    """The point of the curve at a threshold; None when nothing is as sure."""
    return next((point for point in reversed(curve) if point.confidence >= confidence), None)


def present_point(cases: Sequence[Case]) -> Threshold | None:
    """Where the counter stands today: what it did answer; None when it answered nothing."""
    answered = [case for case in cases if case.answered]
    if not answered:
        return None
    right = sum(case.answered_right for case in answered) / len(answered)
    return Threshold(min(case.row.confidence for case in answered), len(answered) / len(cases), right)


def roc_points(good: Array, bad: Array) -> list[tuple[float, float]]:
    """(share of the bad let through, share of the good let through), from (0, 0) to (1, 1); neither may be empty."""
    thresholds = np.unique(np.concatenate([good, bad]))[::-1]
    points = [(float((bad >= at).mean()), float((good >= at).mean())) for at in thresholds]
    return [(0.0, 0.0), *points]


def _said(cases: Sequence[Case]) -> tuple[Array, Array]:
    said = np.array([case.row.confidence for case in cases], dtype=np.float64)
    return said, np.array([case.right for case in cases], dtype=np.float64)
