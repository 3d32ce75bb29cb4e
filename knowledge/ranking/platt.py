"""Fit a city's own correction of the shipped probability to what its staff judged: a scale and a shift of the logits.

By numpy alone: scipy's minimisers would cost every `madoguchi` command half a second at its start.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking.probability import Correction

Array = NDArray[np.float64]

# As many judgements that agree with the shipped probability are taken to be there already, so that few change little:
# 30 in which every hit above .5 is right and none below move no probability by more than .06. In simulated cities whose
# calibration error was .16, 50 judgements left .12, 200 left .08 and 500 left .06; .05 is seen where nothing is wrong.
AGREEING = 150
# Were judgements to contradict the order of hits, it stays all the same; were all logits alike, they say nothing of it.
LEAST_SCALE, MOST_SCALE = 0.1, 3.0
FOLDS = 10
SEED = 20_261_128  # the same judgements always give the same figures
STEPS = 50  # of Newton's, which needs some five
DAMPING = 1e-6  # so that logits which are all alike can be fitted, too
SMALLEST = 1e-9


def fit_correction(logits: Array, right: Array) -> Correction:
    """For shipped logits and whether (1 or 0) each was right. There must be one."""
    agreeing = AGREEING / len(logits)
    wanted = (right + agreeing * _sigmoid(logits)) / (1 + agreeing)
    both = np.column_stack([logits, np.ones_like(logits)])
    scale, shift = _minimise(both, np.zeros_like(logits), wanted, np.array([1.0, 0.0]))
    if not LEAST_SCALE <= scale <= MOST_SCALE:  # the loss is convex, so the best allowed scale is the nearest
        scale = min(max(scale, LEAST_SCALE), MOST_SCALE)
        (shift,) = _minimise(both[:, 1:], scale * logits, wanted, np.zeros(1))
    return Correction(float(scale), float(shift))


def correct(correction: Correction, logits: Array) -> Array:
    """The probabilities."""
    return np.array([correction.probability(one) for one in logits])


def cross_validate(logits: Array, right: Array, groups: Sequence[str]) -> Array:
    """The probability of each by a correction fitted on others; those of one group are in one fold."""
    names = sorted(set(groups))
    order = np.random.default_rng(SEED).permutation(len(names))
    folds = dict(zip(names, order % FOLDS, strict=True))
    fold = np.array([folds[group] for group in groups])
    said = np.zeros_like(logits)
    for number in set(fold):
        inside = fold == number
        fitted = Correction() if inside.all() else fit_correction(logits[~inside], right[~inside])
        said[inside] = correct(fitted, logits[inside])
    return said


def _minimise(x: Array, offset: Array, wanted: Array, start: Array) -> Array:
    """The weights of least log loss by Newton's method; a step that leads up is halved until it does not."""
    weights, loss = start, _loss(x @ start + offset, wanted)
    for _ in range(STEPS):
        said = _sigmoid(x @ weights + offset)
        curved = x.T @ (x * (said * (1 - said))[:, None]) + DAMPING * np.eye(x.shape[1])
        step = np.linalg.solve(curved, x.T @ (said - wanted))
        while (after := _loss(x @ (weights - step) + offset, wanted)) > loss and np.abs(step).max() > SMALLEST:
            step = step / 2
        if after > loss or np.abs(step).max() <= SMALLEST:
            break
        weights, loss = weights - step, after
    return weights


def _loss(logits: Array, wanted: Array) -> float:
    return float((np.logaddexp(0, logits) - wanted * logits).sum())


def _sigmoid(logits: Array) -> Array:
    probabilities: Array = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return probabilities
