"""How far an engine's confidence can be believed, from answers whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

BINS = 10


def bin_reliability(confidences: Sequence[float], right: Sequence[bool]) -> list[dict[str, Any]]:
    """Answers by confidence, in tenths: `{"from", "to", "n", "confidence", "right"}`, the last two as shares.

    Tenths without answers are left out.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, is_right in zip(confidences, right, strict=True):
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, is_right))
    return [
        {
            "from": place / BINS,
            "to": (place + 1) / BINS,
            "n": len(found),
            "confidence": round(sum(confidence for confidence, _ in found) / len(found), 4),
            "right": round(sum(is_right for _, is_right in found) / len(found), 4),
        }
        for place, found in enumerate(bins)
        if found
    ]


def calibration_error(reliability: Sequence[dict[str, Any]]) -> float:
    """Expected calibration error: by how much confidence and truth differ in a tenth, on the average of the answers."""
    total = sum(one["n"] for one in reliability)
    apart = sum(one["n"] * abs(one["confidence"] - one["right"]) for one in reliability)
    return round(apart / total, 4) if total else 0.0


def area_under_curve(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """How often one of the first is above one of the second (AUROC, ties count half); None when either is empty."""
    if not higher or not lower:
        return None
    ranked = sorted([(score, True) for score in higher] + [(score, False) for score in lower])
    wins, below, place = 0.0, 0, 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        tied = ranked[place:end]
        losers = sum(not is_higher for _, is_higher in tied)
        wins += (len(tied) - losers) * (below + losers / 2)
        below += losers
        place = end
    return round(wins / (len(higher) * len(lower)), 4)
