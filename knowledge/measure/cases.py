"""One judged query against what was found for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import InputFileError
from knowledge.measure.files import Qrels, RunRow

DEPTH = 10


@dataclass(frozen=True)
class Case:
    """A query with at least one judgement above 0. `right` is that the first hit is judged above 0; `answered_right`
    the same of the answer that was said; the other figures are 0–1."""

    query: str
    text: str
    row: RunRow
    grades: Mapping[str, int]
    ndcg: float  # at 10
    reciprocal_rank: float  # at 10
    recall: float  # at 5
    right: bool
    answered_right: bool

    @property
    def answered(self) -> bool:
        return self.row.answer is not None

    @property
    def right_ids(self) -> list[str]:
        """What is judged best, in the order of the file."""
        best = max(self.grades.values())
        return [id_ for id_, grade in self.grades.items() if grade == best]


def score_cases(run: Mapping[str, RunRow], texts: Mapping[str, str], qrels: Qrels) -> list[Case]:
    """Every query of the run that has a judgement above 0. Raises InputFileError when there is none."""
    judged = [query for query, grades in qrels.items() if query in run and any(grades.values())]
    if not judged:
        raise InputFileError("no query has a judgement: the files don't belong together")
    return [_score(query, texts.get(query, ""), run[query], qrels[query]) for query in judged]


def ndcg(gains: Sequence[int], possible: Sequence[int]) -> float:
    """nDCG at 10 with gains 2^grade - 1, against the best order of all judged."""
    best = _dcg(sorted(possible, reverse=True)[:DEPTH])
    return _dcg(gains[:DEPTH]) / best if best else 0.0


def _score(query: str, text: str, row: RunRow, grades: Mapping[str, int]) -> Case:
    gains = [grades.get(id_, 0) for id_ in row.ranked[:DEPTH]]
    return Case(
        query,
        text,
        row,
        grades,
        ndcg=ndcg(gains, list(grades.values())),
        reciprocal_rank=next((1 / place for place, gain in enumerate(gains, 1) if gain > 0), 0.0),
        recall=sum(gain > 0 for gain in gains[:5]) / sum(grade > 0 for grade in grades.values()),
        right=bool(gains and gains[0] > 0),
        answered_right=row.answer is not None and grades.get(row.answer, 0) > 0,
    )


def _dcg(gains: Sequence[int]) -> float:
    return math.fsum((2.0**gain - 1) / math.log2(place + 1) for place, gain in enumerate(gains, 1))
