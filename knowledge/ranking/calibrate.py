"""Fit the coefficients of `calibration.json`: `python -m knowledge.ranking.calibrate --corpus C --queries Q --qrels R`.

Three kinds of cases, each with the first hit's features and whether that hit is right:

* the judged queries on the whole corpus (weight 1): right when the hit has a grade above 0;
* the same queries with every judged FAQ taken out (0.05): the city has no answer. No score tells these from answerable
  ones, so they only say that such questions happen;
* what no city FAQ answers (0.1), from `knowledge/lessons/others.tsv`: their topic is judged by lines that had not seen
  them, and they are not near to themselves.

The length of the utterance is left out on purpose: it would tell the written-out development queries from chat, and
then decline the three words a citizen types in LINE. What is printed is from ten-fold cross-validation, in which all
cases of one query are in one fold, and for `calibration_negatives.yml`, from which nothing is learned; what is written
is fitted on everything else. The weights and the shrinkage were chosen on the same queries, among some dozen settings.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from bot.yaml_files import parse_yaml
from knowledge.encoders import Encoder, create_encoder
from knowledge.encoders.normalize import normalize
from knowledge.index.bridge import Near
from knowledge.index.build import build_index
from knowledge.index.snapshot import Snapshot, load_snapshot
from knowledge.lessons.reading import read_others
from knowledge.lessons.vectors import NO_LESSON
from knowledge.measure.evaluate import Qrels, calibration_error, read_qrels, read_queries
from knowledge.ranking.elsewhere import find_elsewhere
from knowledge.ranking.fusion import Ranking, rank
from knowledge.ranking.probability import SHIPPED, SOFTENED, Logistic, features
from knowledge.ranking.topic import fit_topic
from knowledge.search import ANSWER_FROM, CANDIDATES_FROM, ELSEWHERE
from knowledge.sources.faq_file import read_faq_file
from knowledge.store import store_faq
from knowledge.temporary import open_temporary_database

HELD_OUT = Path(__file__).with_name("calibration_negatives.yml")
WEIGHTS = {"judged": 1.0, "removed": 0.05, "other": 0.1}
ITSELF = 0.995  # cosine: as near as a text comes to its own rounded vector, and hardly another to it
SHRINKAGE = 0.05  # scikit-learn's C: few queries, so coefficients are kept small
FOLDS = 10
DEPTH = 50  # hits, of which the judged ones may be taken out


@dataclass(frozen=True)
class Case:
    """`of` is the query all of whose cases are kept in one fold."""

    of: str
    kind: str
    x: tuple[float, ...]
    right: bool
    elsewhere: bool = False  # of another city, which the search sees before any probability


@click.command()
@click.option("--corpus", type=click.Path(path_type=Path), required=True)
@click.option("--queries", type=click.Path(path_type=Path), required=True)
@click.option("--qrels", type=click.Path(path_type=Path), required=True)
@click.option("--encoder", "encoder_name", default="bundled")
@click.option("--out", type=click.Path(path_type=Path), default=SHIPPED)
def main(corpus: Path, queries: Path, qrels: Path, encoder_name: str, out: Path) -> None:
    """Fit, print what cross-validation says, and write the encoder's coefficients beside those of others."""
    encoder = create_encoder(encoder_name)
    snapshot = _index(corpus, encoder)
    others = read_others()
    topic, unseen = fit_topic(encoder, others)
    written: dict[str, Any] = {"topic": _part(topic)}
    for name, view in (("turned", snapshot), ("plain", replace(snapshot, turning=None))):
        asker = _Asker(view, encoder, topic)
        cases = asker.judged(read_queries(queries), read_qrels(qrels))
        cases += [asker.other(text, "other", logits) for text, logits in zip(others, unseen, strict=True)]
        held_out = [asker.other(text, "held out") for texts in held_out_texts().values() for text in texts]
        click.echo(f"\n{name}")
        _report(cases, held_out)
        written[name] = _part(_fit(cases))
    fitted = json.loads(out.read_text("utf-8")) if out.exists() else {}
    fitted[encoder.name] = written
    out.write_text(json.dumps(fitted) + "\n", "utf-8")


def _index(corpus: Path, encoder: Encoder) -> Snapshot:
    with tempfile.TemporaryDirectory() as folder, open_temporary_database(Path(folder)) as database:
        store_faq(database, read_faq_file(corpus).entries, corpus.name)
        build_index(database, encoder, Path(folder) / "index", lambda done, of: click.echo(f"{done}/{of}", err=True))
        snapshot = load_snapshot(Path(folder) / "index")
    if snapshot is None:
        raise AssertionError("build_index always publishes")
    return snapshot


def held_out_texts() -> dict[str, list[str]]:
    texts: dict[str, list[str]] = parse_yaml(HELD_OUT.read_text("utf-8"))
    return texts


def _part(model: Logistic) -> dict[str, Any]:
    return {"coefficients": list(model.coefficients), "intercept": model.intercept}


@dataclass(frozen=True)
class _Asker:
    snapshot: Snapshot
    encoder: Encoder
    topic: Logistic

    def judged(self, queries: dict[str, str], qrels: Qrels) -> list[Case]:
        cases = []
        for query, text in queries.items():
            ranking, topic = self._ask(text)
            grades = qrels.get(query, {})
            right = grades.get(self.snapshot.units[ranking.places[0].found].id, 0) > 0
            cases.append(Case(query, "judged", features(ranking, topic), right))
            rest = _without(self.snapshot, ranking, list(grades))
            cases.append(Case(query, "removed", features(rest, topic), False))
        return cases

    def other(self, text: str, kind: str, logits: float | None = None) -> Case:
        ranking, topic = self._ask(text)
        if logits is not None:
            ranking, topic = _without_itself(ranking), math.tanh(logits / SOFTENED)
        x = features(ranking, topic)
        return Case(text, kind, x, False, find_elsewhere(normalize(text), self.snapshot.units, ranking) is not None)

    def _ask(self, text: str) -> tuple[Ranking, float]:
        query = normalize(text)
        vector = self.encoder.encode_query([query])[0]
        topic = math.tanh(self.topic.logits(vector) / SOFTENED)
        return rank(self.snapshot, vector, query, "ja", DEPTH), topic


def _without(snapshot: Snapshot, ranking: Ranking, judged: Sequence[str]) -> Ranking:
    """The ranking had the judged FAQ never been written; scores stay on the scale of the whole corpus."""
    gone = [snapshot.places[faq] for faq in judged if faq in snapshot.places]
    scores = {name: getattr(ranking, name).copy() for name in ("fused", "questions", "answers", "words")}
    for values in scores.values():
        values[gone] = values.min()
    places = tuple(place for place in ranking.places if place.found not in gone)
    return replace(ranking, places=places, **scores)


def _without_itself(ranking: Ranking) -> Ranking:
    near = ranking.near
    if near is None:
        return ranking
    others = (near.owners != NO_LESSON) | (near.cosines < ITSELF)
    return replace(ranking, near=Near(near.owners[others], near.cosines[others]))


def _fit(cases: Sequence[Case]) -> Logistic:
    """What tells right from wrong, then moved so that judged queries are right as often as is said.

    Without the move all would be said to be less sure than they are: most cases have no answer at all.
    """
    model = _tell_apart(cases)
    return replace(model, intercept=round(model.intercept + _find_move(cases), 6))


def _tell_apart(cases: Sequence[Case]) -> Logistic:
    """For features as they are; they are scaled only inside."""
    scaler = StandardScaler()
    x = scaler.fit_transform(np.array([case.x for case in cases]))
    model = LogisticRegression(C=SHRINKAGE, max_iter=2_000)
    model.fit(x, [case.right for case in cases], sample_weight=[WEIGHTS[case.kind] for case in cases])
    coefficients = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - coefficients @ scaler.mean_)
    return Logistic(tuple(round(float(one), 6) for one in coefficients), round(intercept, 6))


def _find_move(cases: Sequence[Case]) -> float:
    """In logits, from judged queries that the model had not seen."""
    unseen, right = [], []
    for learned, asked in _folds(cases):
        model = _tell_apart(learned)
        judged = [case for case in asked if case.kind == "judged"]
        unseen += [model.logits(case.x) for case in judged]
        right += [case.right for case in judged]
    logits, share = np.array(unseen), np.clip(np.mean(right), 0.01, 0.99)
    return float(brentq(lambda move: np.mean(expit(logits + move)) - share, -20, 20))


def _folds(cases: Sequence[Case]) -> Iterator[tuple[list[Case], list[Case]]]:
    """Cases to learn from and cases to ask; all of one query are on one side."""
    names = sorted({case.of for case in cases})
    order = np.random.default_rng(0).permutation(len(names))
    fold = {name: int(order[place]) % FOLDS for place, name in enumerate(names)}
    for number in range(FOLDS):
        yield [one for one in cases if fold[one.of] != number], [one for one in cases if fold[one.of] == number]


def _report(cases: Sequence[Case], held_out: Sequence[Case]) -> None:
    said = _cross_validated(cases)
    kinds = np.array([case.kind for case in cases])
    right = np.array([case.right for case in cases])
    judged, other = kinds == "judged", kinds == "other"
    p, y = said[judged], right[judged]
    answered, surest = p >= ANSWER_FROM, np.argsort(-p)[: int(0.35 * len(p))]
    whole = _fit(cases)
    strange = np.array([whole.probability(case.x) * (ELSEWHERE if case.elsewhere else 1) for case in held_out])
    figures = {
        "queries": int(judged.sum()),
        "first hit right": y.mean(),
        "AUROC right or wrong": roc_auc_score(y, p),
        "calibration error (ECE, 10 bins)": calibration_error(list(p), list(y)),
        "answered directly": answered.mean(),
        "right of those": y[answered].mean() if answered.any() else math.nan,
        "right of the surest 35 %": y[surest].mean(),
        "declined": (p < CANDIDATES_FROM).mean(),
        "answered though the FAQ is removed": (said[kinds == "removed"] >= ANSWER_FROM).mean(),
        "AUROC judged or other": _auroc(p, said[other]),
        "AUROC judged or held out": _auroc(p, strange),
        "held out declined": (strange < CANDIDATES_FROM).mean(),
        "held out answered": (strange >= ANSWER_FROM).mean(),
    }
    for name, value in figures.items():
        click.echo(f"{name:40} {value:.3f}")
    for low, high in ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        inside = (p >= low) & (p < high)
        if inside.any():
            click.echo(f"said {p[inside].mean():.2f}  right {y[inside].mean():.2f}  of {inside.sum()}")


def _auroc(answerable: Any, others: Any) -> float:
    labels = np.arange(len(answerable) + len(others)) < len(answerable)
    return float(roc_auc_score(labels, np.concatenate([answerable, others])))


def _cross_validated(cases: Sequence[Case]) -> Any:
    said: dict[Case, float] = {}
    for learned, asked in _folds(cases):
        model = _fit(learned)
        said |= {case: model.probability(case.x) for case in asked}
    return np.array([said[case] for case in cases])


if __name__ == "__main__":
    main()
