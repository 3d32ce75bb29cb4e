"""How good the search is, on files of questions and graded judgements; the same search as the counter's."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlmodel import SQLModel

from bot.db import Database
from bot.errors import InputFileError
from bot.models.vault import Vault
from knowledge.encoders.protocol import Encoder
from knowledge.index.build import Progress, build_index
from knowledge.models import KnowledgeEntry, KnowledgePassage
from knowledge.search import Band, Knowledge, SearchResult
from knowledge.sources.faq_file import read_faq_file
from knowledge.store import store_faq

DEPTH = 10

Qrels = Mapping[str, Mapping[str, int]]  # query → FAQ → grade; 2 correct, 1 related, 0 wrong
Runs = Mapping[str, SearchResult]


@dataclass(frozen=True)
class Evaluation:
    """Means over the queries that have a judgement above 0.

    `answered` is the share answered directly, `answered_right` the share of those whose first hit is judged above 0;
    `calibration_error` is ECE in ten bins.
    """

    n: int
    ndcg_at_10: float
    mrr_at_10: float
    precision_at_1: float
    recall_at_5: float
    answered: float
    answered_right: float
    declined: float
    calibration_error: float

    def to_json(self) -> dict[str, float]:
        return {name: round(value, 4) for name, value in asdict(self).items()}


def evaluate(
    corpus: Path, queries: Path, qrels: Path, encoder: Encoder, progress: Progress | None = None
) -> tuple[Evaluation, Runs]:
    """Measure on a fresh temporary index. Raises InputFileError when a file is not of its form."""
    entries = read_faq_file(corpus).entries
    asked = read_queries(queries)
    judged = read_qrels(qrels)
    with tempfile.TemporaryDirectory() as folder, open_temporary_database(Path(folder)) as database:
        store_faq(database, entries, corpus.name)
        index = Path(folder) / "index"
        build_index(database, encoder, index, progress)
        knowledge = Knowledge(database, encoder, index)
        runs = {query: knowledge.search(text, DEPTH) for query, text in asked.items()}
    return score_runs(runs, judged), runs


@contextmanager
def open_temporary_database(folder: Path) -> Iterator[Database]:
    """An empty database in a file of `folder`, with the tables of the knowledge only."""
    database = Database(f"sqlite:///{folder / 'knowledge.db'}", Vault([Fernet.generate_key().decode()], ""))
    tables = [KnowledgeEntry.__table__, KnowledgePassage.__table__]  # type: ignore[attr-defined]
    try:
        SQLModel.metadata.create_all(database.engine, tables=tables)
        yield database
    finally:
        database.close()


def score_runs(runs: Runs, qrels: Qrels) -> Evaluation:
    """The means over all queries with a judgement above 0. Raises InputFileError when there is none."""
    judged = {query: grades for query, grades in qrels.items() if query in runs and any(grades.values())}
    if not judged:
        raise InputFileError("no query has a judgement: the files don't belong together")
    pairs = [(runs[query], grades) for query, grades in judged.items()]
    gained = [[grades.get(hit.id, 0) for hit in run.hits[:DEPTH]] for run, grades in pairs]
    right = [bool(gains and gains[0] > 0) for gains in gained]
    answered = [good for (run, _), good in zip(pairs, right, strict=True) if run.band is Band.ANSWER]
    return Evaluation(
        n=len(pairs),
        ndcg_at_10=_mean(
            [ndcg(gains, list(grades.values())) for gains, (_, grades) in zip(gained, pairs, strict=True)]
        ),
        mrr_at_10=_mean(
            [next((1 / place for place, gain in enumerate(gains, 1) if gain > 0), 0.0) for gains in gained]
        ),
        precision_at_1=_mean(right),
        recall_at_5=_mean([_recall(gains[:5], grades) for gains, (_, grades) in zip(gained, pairs, strict=True)]),
        answered=len(answered) / len(pairs),
        answered_right=_mean(answered),
        declined=_mean([run.band is Band.DECLINE for run, _ in pairs]),
        calibration_error=calibration_error([run.probability for run, _ in pairs], right),
    )


def ndcg(gains: Sequence[int], possible: Sequence[int]) -> float:
    """nDCG at 10 with gains 2^grade - 1, against the best order of all judged."""
    best = _dcg(sorted(possible, reverse=True)[:DEPTH])
    return _dcg(gains[:DEPTH]) / best if best else 0.0


def calibration_error(said: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: how far what was said lies from what was right, over bins of equal width."""
    total = 0.0
    for number in range(bins):
        inside = [place for place, value in enumerate(said) if min(int(value * bins), bins - 1) == number]
        if inside:
            total += abs(sum(said[place] for place in inside) - sum(right[place] for place in inside))
    return total / len(said) if said else 0.0


def run_to_json(runs: Runs) -> dict[str, Any]:
    """`{"qid": {"ranked": […10 ids], "answer": id or null, "confidence": 0–1}}`; null where the counter abstains."""
    return {
        query: {
            "ranked": [hit.id for hit in run.hits[:DEPTH]],
            "answer": run.hits[0].id if run.band is Band.ANSWER else None,
            "confidence": round(run.probability, 4),
        }
        for query, run in runs.items()
    }


def read_queries(path: Path) -> dict[str, str]:
    """`{"qid": "text"}`."""
    return _read(path, lambda value: isinstance(value, str), '{"qid": "text"}')


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """`{"qid": {"id": grade}}`."""
    return _read(
        path,
        lambda value: isinstance(value, dict) and all(isinstance(grade, int) for grade in value.values()),
        '{"qid": {"id": grade}}',
    )


def _read(path: Path, fits: Callable[[object], bool], form: str) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputFileError(f"{path}: can't be read: {error.strerror}") from error
    except ValueError as error:
        raise InputFileError(f"{path}: not readable as JSON: {error}") from error
    if not isinstance(data, dict):
        raise InputFileError(f"{path}: expected {form}")
    for key, value in data.items():
        if not fits(value):
            raise InputFileError(f"{path}, id {key!r}: expected {form}")
    return data


def _dcg(gains: Sequence[int]) -> float:
    return math.fsum((2.0**gain - 1) / math.log2(place + 1) for place, gain in enumerate(gains, 1))


def _recall(gains: Sequence[int], grades: Mapping[str, int]) -> float:
    return sum(gain > 0 for gain in gains) / sum(grade > 0 for grade in grades.values())


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
