"""Measured things made by hand, for tests that want no index."""

from __future__ import annotations

from datetime import date

from knowledge.entries import NewEntry
from knowledge.measure.cases import Case, score_cases
from knowledge.measure.evaluate import Evaluation, Measured, run_rows
from knowledge.measure.files import RunRow
from knowledge.measure.measures import measure
from knowledge.measure.negatives import score_negatives
from knowledge.models import EntryKind
from knowledge.search import Band, Hit, SearchResult

MADE_ON = date(2026, 10, 5)


def found(*ids: str, probability: float = 0.5, band: Band = Band.CANDIDATES) -> SearchResult:
    hits = tuple(Hit(id, "faq", id, id, "", "", None, 1.0, "ja") for id in ids)
    return SearchResult("?", band, probability, hits)


def case(confidence: float, right: bool, *, query: str = "q", text: str = "ごみ", answered: bool | None = None) -> Case:
    """A query whose right entry is `x`, found first or not at all."""
    said = confidence >= 0.6 if answered is None else answered
    first = "x" if right else "y"
    row = RunRow((first, "z"), first if said else None, confidence)
    return score_cases({query: row}, {query: text}, {query: {"x": 2}})[0]


def entry(id_: str, title: str, department: str = "") -> NewEntry:
    return NewEntry(id_, EntryKind.FAQ, title, "答え", (), department=department)


def measured(with_negatives: bool = True) -> Measured:
    """40 queries: the surer, the more often right; the right entry's department is one of two."""
    texts, runs, qrels = {}, {}, {}
    for number in range(40):
        query, sure = f"q{number}", number / 40
        right, wrong = (("a", "b"), ("c", "b"))[number % 2]
        texts[query] = "ごみ" * (1 + number % 12)
        first = right if number % 7 or number > 35 else wrong
        runs[query] = found(first, right, probability=sure, band=Band.ANSWER if sure >= 0.6 else Band.CANDIDATES)
        qrels[query] = {right: 2}
    cases = score_cases(run_rows(runs), texts, qrels)
    figures = measure(cases)
    evaluation = Evaluation(n=40, figures=figures, **{name: one.value for name, one in figures.items()})
    entries = {
        "a": entry("a", "犬の登録", "保健所"),
        "b": entry("b", "税", "税務課"),
        "c": entry("c", "<b>市税</b>", "税務課"),
    }
    refused = {"chat": [found("a", probability=0.1, band=Band.DECLINE), found("a", probability=0.7, band=Band.ANSWER)]}
    return Measured(evaluation, cases, runs, entries, score_negatives(cases, refused) if with_negatives else None)
