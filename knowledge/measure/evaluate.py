"""How good the search is, on files of questions and graded judgements; the same search as the counter's."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.encoders.protocol import Encoder
from knowledge.entries import NewEntry
from knowledge.index.build import build_index
from knowledge.index.embedding import Progress
from knowledge.measure.cases import DEPTH, Case, ndcg, score_cases
from knowledge.measure.files import Qrels, RunRow, read_qrels, read_queries
from knowledge.measure.intervals import Figure, rounded
from knowledge.measure.measures import calibration_error, measure
from knowledge.measure.negatives import Negatives, score_negatives
from knowledge.ranking.probability import SHIPPED_AS_IT_IS
from knowledge.search import Band, Knowledge, SearchResult
from knowledge.sources.faq_file import read_faq_file
from knowledge.store import store_faq
from knowledge.temporary import open_temporary_database

__all__ = [
    "Evaluation",
    "Measured",
    "Qrels",
    "calibration_error",
    "evaluate",
    "measure_files",
    "ndcg",
    "read_qrels",
    "read_queries",
    "run_rows",
    "run_to_json",
    "score_runs",
]

Runs = Mapping[str, SearchResult]


@dataclass(frozen=True)
class Evaluation:
    """Means over the queries that have a judgement above 0, and their 95 % bootstrap intervals by name.

    `answered` is the share answered directly, `answered_right` the share of those whose answer is judged above 0 (None:
    none was answered); `calibration_error` is ECE in ten bins; `auroc` tells right first hits from wrong ones by their
    probability (None: all alike).
    """

    n: int
    ndcg_at_10: float
    mrr_at_10: float
    precision_at_1: float
    recall_at_5: float
    answered: float
    answered_right: float | None
    declined: float
    calibration_error: float
    auroc: float | None
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        values = {name: rounded(found.value) for name, found in self.figures.items()}
        intervals = {name: [rounded(found.low), rounded(found.high)] for name, found in self.figures.items()}
        return {"n": self.n, **values, "intervals": intervals}


@dataclass(frozen=True)
class Measured:
    """All that one measurement knows: the figures, and what they are made of."""

    evaluation: Evaluation
    cases: Sequence[Case]
    runs: Runs
    entries: Mapping[str, NewEntry]  # of the corpus by id
    negatives: Negatives | None = None


def evaluate(
    corpus: Path, queries: Path, qrels: Path, encoder: Encoder, progress: Progress | None = None
) -> tuple[Evaluation, Runs]:
    """Measure on a fresh temporary index. Raises InputFileError when a file is not of its form."""
    measured = measure_files(corpus, queries, qrels, encoder, progress)
    return measured.evaluation, measured.runs


def measure_files(
    corpus: Path,
    queries: Path,
    qrels: Path,
    encoder: Encoder,
    progress: Progress | None = None,
    *,
    negatives: Mapping[str, Sequence[str]] | None = None,
    language: str = "ja",
) -> Measured:
    """Measure on a fresh temporary index, with utterances that must not be answered by category.

    Raises InputFileError when a file is not of its form.
    """
    entries = read_faq_file(corpus).entries
    asked, judged = read_queries(queries), read_qrels(qrels)
    with tempfile.TemporaryDirectory() as folder, open_temporary_database(Path(folder)) as database:
        store_faq(database, entries, corpus.name)
        index = Path(folder) / "index"
        build_index(database, encoder, index, progress)
        knowledge = Knowledge(database, encoder, index, correction=SHIPPED_AS_IT_IS)
        runs = {query: knowledge.search(text, DEPTH, language) for query, text in asked.items()}
        refused = {
            category: [knowledge.search(text, DEPTH, language) for text in texts]
            for category, texts in (negatives or {}).items()
        }
    cases = score_cases(run_rows(runs), asked, judged)
    by_id = {entry.external_id: entry for entry in entries}
    return Measured(_evaluation(cases), cases, runs, by_id, score_negatives(cases, refused) if refused else None)


def score_runs(runs: Runs, qrels: Qrels) -> Evaluation:
    """The means over all queries with a judgement above 0. Raises InputFileError when there is none."""
    return _evaluation(score_cases(run_rows(runs), {}, qrels))


def run_rows(runs: Runs) -> dict[str, RunRow]:
    """What a run's file says of each query; no answer where the counter abstains."""
    return {
        query: RunRow(
            ranked=tuple(hit.id for hit in run.hits[:DEPTH]),
            answer=run.hits[0].id if run.band is Band.ANSWER and run.hits else None,
            confidence=run.probability,
            declined=run.band is Band.DECLINE,
        )
        for query, run in runs.items()
    }


def run_to_json(runs: Runs) -> dict[str, Any]:
    """`{"qid": {"ranked": […10 ids], "answer": id or null, "confidence": 0–1}}`; null where the counter abstains."""
    return {query: row.to_json() for query, row in run_rows(runs).items()}


def _evaluation(cases: Sequence[Case]) -> Evaluation:
    figures = measure(cases)
    values: dict[str, Any] = {name: found.value for name, found in figures.items()}
    return Evaluation(n=len(cases), figures=figures, **values)
