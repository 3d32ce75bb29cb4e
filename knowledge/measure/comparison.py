"""Two runs on the same queries: what changed, how sure that is, and which queries won or lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.errors import InputFileError
from knowledge.measure.cases import Case
from knowledge.measure.intervals import RESAMPLES, Array, Figure, figure, resample, rounded
from knowledge.measure.measures import columns

COMPARED = {"ndcg_at_10": "ndcg", "mrr_at_10": "reciprocal_rank", "precision_at_1": "right"}
SAME = 1e-9


@dataclass(frozen=True)
class Difference:
    """This run's mean less the other's. `p` is two-sided: how often resampled queries turn the sign."""

    this: float
    other: float
    change: Figure
    p: float

    def to_json(self) -> dict[str, Any]:
        return {
            "this": rounded(self.this),
            "other": rounded(self.other),
            **{"difference" if name == "value" else name: value for name, value in self.change.to_json().items()},
            "p": rounded(self.p),
        }


@dataclass(frozen=True)
class Turn:
    """One query on which the runs differ, by nDCG; ranks are those of the first right hit, None below the tenth."""

    query: str
    text: str
    this: float
    other: float
    this_rank: int | None
    other_rank: int | None

    @property
    def change(self) -> float:
        return self.this - self.other

    def to_json(self) -> dict[str, Any]:
        names = ("query", "text", "this_rank", "other_rank")
        figures = {name: rounded(getattr(self, name)) for name in ("this", "other")}
        return {**{name: getattr(self, name) for name in names}, **figures}


@dataclass(frozen=True)
class Comparison:
    """Wins and losses have the greatest change first."""

    n: int
    differences: dict[str, Difference]
    wins: Sequence[Turn]
    losses: Sequence[Turn]

    def to_json(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "differences": {name: found.to_json() for name, found in self.differences.items()},
            "wins": [turn.to_json() for turn in self.wins],
            "losses": [turn.to_json() for turn in self.losses],
        }


def compare(this: Sequence[Case], other: Sequence[Case]) -> Comparison:
    """Over the queries that both runs have. Raises InputFileError when they share none."""
    others = {case.query: case for case in other}
    pairs = [(case, others[case.query]) for case in this if case.query in others]
    if not pairs:
        raise InputFileError("the two runs have no judged query in common")
    ours, theirs = columns([pair[0] for pair in pairs]), columns([pair[1] for pair in pairs])
    often = resample(len(pairs))
    differences = {
        name: _difference(getattr(ours, column), getattr(theirs, column), often) for name, column in COMPARED.items()
    }
    turns = sorted((_turn(*pair) for pair in pairs), key=lambda turn: turn.change)
    wins = [turn for turn in reversed(turns) if turn.change > SAME]
    return Comparison(len(pairs), differences, wins, [turn for turn in turns if turn.change < -SAME])


def _difference(ours: Array, theirs: Array, often: Array) -> Difference:
    change = ours - theirs
    resampled = often @ change / len(change)
    # One is added, so that no finite number of resamples claims a chance of zero.
    tails = [(np.sum(side) + 1) / (RESAMPLES + 1) for side in (resampled <= SAME, resampled >= -SAME)]
    p = min(1.0, 2 * float(min(tails)))
    return Difference(float(ours.mean()), float(theirs.mean()), figure(np.array([change.mean()]), resampled), p)


def _turn(this: Case, other: Case) -> Turn:
    return Turn(this.query, this.text, this.ndcg, other.ndcg, _rank(this), _rank(other))


def _rank(case: Case) -> int | None:
    return round(1 / case.reciprocal_rank) if case.reciprocal_rank else None
