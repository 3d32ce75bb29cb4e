"""Whether a candidate may take over: what it loses on held-out sentences, intent by intent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nlu.decision import OUT_OF_SCOPE
from nlu.interpretation import FALLBACK_INTENT

MARGIN = 0.05
STRICT = frozenset({"emergency"})  # a life may depend on it: no sentence may be lost

Figures = Mapping[str, Any]  # as `evaluate` gives them


@dataclass(frozen=True)
class Loss:
    """An intent that loses more than it may. `sentences` are those that only the model in service has right."""

    intent: str
    before: int
    after: int
    n: int
    sentences: tuple[Mapping[str, Any], ...]  # as `wrong` of `evaluate` lists them


def count_right(figures: Figures) -> dict[str, tuple[int, int]]:
    """(right, all) of each intent; sentences that are out of scope are right when refused."""
    counts = {intent: (one["right"], one["n"]) for intent, one in figures["per_intent"].items()}
    if figures["out_of_scope"]:
        counts[OUT_OF_SCOPE] = (figures["out_of_scope_refused"], figures["out_of_scope"])
    return counts


def find_losses(before: Figures, after: Figures, margin: float = MARGIN) -> list[Loss]:
    """Both of the same sentences. An intent may lose the share `margin` of its sentences, or one if that is less than
    one; with a margin of 0, and for `emergency` with any, none."""
    told = {one["text"] for one in before["wrong"]}
    losses = []
    for intent, (right, n) in count_right(before).items():
        now, _ = count_right(after)[intent]
        if right - now > _allowed(intent, n, margin):
            meant = FALLBACK_INTENT if intent == OUT_OF_SCOPE else intent
            new = (one for one in after["wrong"] if one["intent"] == meant and one["text"] not in told)
            losses.append(Loss(intent, right, now, n, tuple(new)))
    return losses


def _allowed(intent: str, n: int, margin: float) -> int:
    if intent in STRICT or not margin:
        return 0
    return max(1, int(margin * n + 1e-9))  # 0.29 * 100 is a little less than 29
