"""Intervals, AUROC and curves against other people's implementations and figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score, roc_curve

from knowledge.measure.curves import at_confidence, present_point, refusal_curve, reliability, roc_points
from knowledge.measure.intervals import resample, wilson
from knowledge.measure.measures import auroc, measure
from tests.knowledge.measure.planted import case

GENERATOR = np.random.default_rng(7)


@pytest.mark.parametrize(("count", "of"), [(0, 10), (3, 10), (10, 10), (470, 500)])
def test_wilson_as_scipy(count: int, of: int) -> None:
    expected = binomtest(count, of).proportion_ci(method="wilson")
    found = wilson(count, of)
    assert (found.value, found.low, found.high) == pytest.approx((count / of, expected.low, expected.high), abs=1e-6)


def test_wilson_of_nothing() -> None:
    assert wilson(0, 0).to_json() == {"value": None, "low": None, "high": None}


def test_auroc_with_ties_and_weights_as_sklearn() -> None:
    scores = GENERATOR.integers(0, 8, 60) / 8
    good = GENERATOR.integers(0, 2, 60).astype(float)
    weights = resample(60)[:20]
    expected = [roc_auc_score(good, scores, sample_weight=row) for row in weights]
    assert auroc(scores, good, weights) == pytest.approx(expected)
    assert np.isnan(auroc(scores, np.ones(60), weights)).all()


def test_roc_goes_through_sklearns_points() -> None:
    good, bad = GENERATOR.integers(3, 9, 40) / 9, GENERATOR.integers(0, 6, 30) / 9
    kinds = np.concatenate([np.ones(40), np.zeros(30)])
    x, y, _ = roc_curve(kinds, np.concatenate([good, bad]), drop_intermediate=False)
    assert np.array(roc_points(good, bad)) == pytest.approx(np.stack([x, y], axis=1))


def test_intervals_are_those_of_a_mean_and_the_same_each_time() -> None:
    cases = [case(0.5, right) for right in [True] * 120 + [False] * 80]
    first = measure(cases)["precision_at_1"]
    assert first == measure(cases)["precision_at_1"]
    spread = 1.96 * np.sqrt(0.6 * 0.4 / 200)
    assert first.value == pytest.approx(0.6)
    assert (first.low, first.high) == (pytest.approx(0.6 - spread, abs=0.012), pytest.approx(0.6 + spread, abs=0.012))


def test_reliability_by_hand() -> None:
    bins = reliability([case(0.81, True), case(0.89, False), case(0.1, False), case(1.0, True)])
    assert [(one.low, one.n, one.right.value) for one in bins] == [(0.1, 1, 0.0), (0.8, 2, 0.5), (0.9, 1, 1.0)]
    assert bins[1].said == pytest.approx(0.85)


def test_refusals_by_hand() -> None:
    cases = [case(0.9, True), case(0.7, False), case(0.7, True), case(0.2, False)]
    curve = refusal_curve(cases)
    assert [(point.confidence, point.answered, point.right) for point in curve] == [
        (0.9, 0.25, 1.0),
        (0.7, 0.75, pytest.approx(2 / 3)),  # both that are as sure, or neither
        (0.2, 1.0, 0.5),
    ]
    chosen = at_confidence(curve, 0.5)
    assert chosen == curve[1]
    assert at_confidence(curve, 0.95) is None
    assert present_point(cases) == curve[1]
    assert present_point([case(0.9, True, answered=False)]) is None
