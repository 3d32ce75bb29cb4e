"""The report of one measurement as a page: calibration, refusals, ROC, slices, the worst queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np

from knowledge.measure.cases import Case
from knowledge.measure.comparison import Comparison
from knowledge.measure.curves import at_confidence, present_point, refusal_curve, reliability, roc_points
from knowledge.measure.evaluate import Measured
from knowledge.measure.pages import day_values, render_page
from knowledge.measure.plots import Plot, floor_for
from knowledge.measure.slices import slice_cases

PLOT = Plot()
WORST = 20
GOOD_CALIBRATION = 0.04
ENOUGH = 10  # queries of a slice that a title may speak of
LISTED = 10  # wins and losses each
THRESHOLDS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
LET_THROUGH = (0.05, 0.1, 0.2, 0.4)


def render_report(
    measured: Measured, made_on: date, *, name: str = "", comparison: Comparison | None = None, language: str = "ja"
) -> str:
    """HTML. `name` says what was measured. Raises InputFileError for a language other than ja and en."""
    cases = measured.cases
    bins, curve, slices = reliability(cases), refusal_curve(cases), slice_cases(cases, measured.entries)
    refusal_plot = Plot(low=floor_for(point.right for point in curve))
    sure = [one for one in slices if one.n >= ENOUGH and one.value]
    return render_page(
        "report",
        language,
        name=name,
        day=day_values(made_on),
        evaluation=measured.evaluation,
        bins=bins,
        most=max(one.n for one in bins),
        bins_path=PLOT.line((one.said, one.right.value or 0.0) for one in bins),
        lean=_lean(measured),
        steps=[(at, at_confidence(curve, at)) for at in THRESHOLDS],
        present=present_point(cases),
        refusal_plot=refusal_plot,
        refusal_path=refusal_plot.line((one.answered, one.right) for one in curve),
        plot=PLOT,
        rocs=_rocs(measured),
        negatives=measured.negatives,
        groups=[(facet, list(parts)) for facet, parts in groupby(slices, key=lambda one: one.facet)],
        weakest=min(sure, key=lambda one: one.figures["ndcg_at_10"].value or 0.0) if len(sure) > 1 else None,
        worst=_worst(measured),
        comparison=comparison,
        listed=LISTED,
    )


def _lean(measured: Measured) -> str:
    """Whether what is said is too high or too low, as part of a text key."""
    said = np.mean([case.row.confidence for case in measured.cases])
    if measured.evaluation.calibration_error <= GOOD_CALIBRATION:
        return "good"
    return "over" if said > measured.evaluation.precision_at_1 else "under"


def _rocs(measured: Measured) -> list[dict[str, Any]]:
    said = np.array([case.row.confidence for case in measured.cases])
    right = np.array([case.right for case in measured.cases])
    pairs = [("right", said[right], said[~right], measured.evaluation.figures["auroc"])]
    if measured.negatives is not None:
        pairs.append(("negatives", said, measured.negatives.confidences, measured.negatives.auroc))
    return [
        {"name": name, "points": points, "figure": figure, "kept": [_kept(points, most) for most in LET_THROUGH]}
        for name, good, bad, figure in pairs
        if len(good) and len(bad)
        for points in [roc_points(good, bad)]
    ]


def _kept(points: Sequence[tuple[float, float]], most: float) -> tuple[float, float]:
    """The greatest share of the good that is let through with at most this share of the bad."""
    return most, max(good for bad, good in points if bad <= most)


def _worst(measured: Measured) -> list[dict[str, Any]]:
    """Worst first; of those that are as bad, the surest first: they are the ones that mislead."""
    order = sorted(measured.cases, key=lambda case: (case.ndcg, -case.row.confidence))
    return [_shown(case, measured) for case in order[:WORST] if case.ndcg < 1]


def _shown(case: Case, measured: Measured) -> dict[str, Any]:
    def title(id_: str) -> str:
        return measured.entries[id_].title if id_ in measured.entries else ""

    found = case.row.ranked[:1]
    ranks = {id_: place for place, id_ in enumerate(case.row.ranked, 1)}
    return {
        "case": case,
        "found": [(id_, title(id_)) for id_ in found],
        "right": [(id_, title(id_), ranks.get(id_)) for id_ in case.right_ids],
        "band": measured.runs[case.query].band,
    }
