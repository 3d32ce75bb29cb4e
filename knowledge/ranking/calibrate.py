"""Fit the coefficients of `calibration.json`: `python -m knowledge.ranking.calibrate --corpus C --queries Q --qrels R`.

Three kinds of cases, each with the first hit's features and whether that hit is right:

* the judged queries on the whole corpus (weight 1): right when the hit has a grade above 0;
* the same queries with every judged FAQ taken out (0.05): the city has no answer. No score tells these from answerable
  ones, so they only say that such questions happen;
* what no city FAQ answers, from `calibration_negatives.yml` (0.15): chat, commands, other cities' affairs, noise.

The weights were chosen among five that were tried on the development queries: with more on the last two kinds the
model declines what it finds rightly. The printed figures are a little too good for that choice.

The length of the utterance is left out on purpose: it would tell the written-out development queries from chat, and
then decline the three words a citizen types in LINE. What is printed is from ten-fold cross-validation, in which all
cases of one query are in one fold; what is written is fitted on everything.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from knowledge.encoders import Encoder, create_encoder
from knowledge.encoders.normalize import normalize
from knowledge.index.build import build_index
from knowledge.index.snapshot import Snapshot, load_snapshot
from knowledge.measure.evaluate import Qrels, calibration_error, open_temporary_database, read_qrels, read_queries
from knowledge.ranking.fusion import Ranking, rank
from knowledge.ranking.probability import FEATURES, SHIPPED, features
from knowledge.search import ANSWER_FROM, CANDIDATES_FROM
from knowledge.sources.faq_file import read_faq_file
from knowledge.store import store_faq

NEGATIVES = Path(__file__).with_name("calibration_negatives.yml")
WEIGHTS = {"judged": 1.0, "removed": 0.05, "negative": 0.15}
FOLDS = 10


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
    cases = _cases(snapshot, encoder, read_queries(queries), read_qrels(qrels))
    _report(cases)
    model = _fit(cases, np.ones(len(cases), dtype=bool))
    values = {name: round(float(value), 6) for name, value in zip(FEATURES, model[0], strict=True)}
    fitted = json.loads(out.read_text("utf-8")) if out.exists() else {}
    fitted[encoder.name] = {"coefficients": values, "intercept": round(float(model[1]), 6)}
    out.write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")


def _index(corpus: Path, encoder: Encoder) -> Snapshot:
    with tempfile.TemporaryDirectory() as folder, open_temporary_database(Path(folder)) as database:
        store_faq(database, read_faq_file(corpus).entries, corpus.name)
        build_index(database, encoder, Path(folder) / "index", lambda done, of: click.echo(f"{done}/{of}", err=True))
        snapshot = load_snapshot(Path(folder) / "index")
    if snapshot is None:
        raise AssertionError("build_index always publishes")
    return snapshot


def _cases(snapshot: Snapshot, encoder: Encoder, queries: dict[str, str], qrels: Qrels) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = []
    for query, text in queries.items():
        ranking = _rank(snapshot, encoder, text)
        found = snapshot.units[ranking.places[0].found].id
        right = qrels.get(query, {}).get(found, 0) > 0
        cases.append({"of": query, "kind": "judged", "x": features(ranking), "right": right})
        rest = _without(snapshot, ranking, qrels.get(query, {}))
        cases.append({"of": query, "kind": "removed", "x": features(rest), "right": False})
    for text in (text for texts in yaml.safe_load(NEGATIVES.read_text("utf-8")).values() for text in texts):
        cases.append({"of": text, "kind": "negative", "x": features(_rank(snapshot, encoder, text)), "right": False})
    return cases


def _rank(snapshot: Snapshot, encoder: Encoder, text: str) -> Ranking:
    query = normalize(text)
    return rank(snapshot, encoder.encode_query([query])[0], query, "ja", 50)


def _without(snapshot: Snapshot, ranking: Ranking, judged: dict[str, int] | Any) -> Ranking:
    """The ranking had the judged FAQ never been written; scores stay on the scale of the whole corpus."""
    gone = [snapshot.places[faq] for faq in judged if faq in snapshot.places]
    scores = {name: getattr(ranking, name).copy() for name in ("fused", "questions", "answers", "words")}
    for values in scores.values():
        values[gone] = values.min()
    places = tuple(place for place in ranking.places if place.found not in gone)
    return replace(ranking, places=places, **scores)


def _fit(cases: list[dict[str, Any]], chosen: Any) -> tuple[Any, float]:
    """(coefficients, intercept) for features as they are; they are scaled only inside."""
    picked = [case for case, take in zip(cases, chosen, strict=True) if take]
    scaler = StandardScaler()
    x = scaler.fit_transform(np.array([case["x"] for case in picked]))
    model = LogisticRegression(C=1.0, max_iter=2_000)
    model.fit(x, [case["right"] for case in picked], sample_weight=[WEIGHTS[case["kind"]] for case in picked])
    coefficients = model.coef_[0] / scaler.scale_
    return coefficients, float(model.intercept_[0] - coefficients @ scaler.mean_)


def _report(cases: list[dict[str, Any]]) -> None:
    said = _held_out(cases)
    kinds = np.array([case["kind"] for case in cases])
    right = np.array([case["right"] for case in cases])
    judged, negative = kinds == "judged", kinds == "negative"
    p, y = said[judged], right[judged]
    answered = p >= ANSWER_FROM
    figures = {
        "queries": int(judged.sum()),
        "first hit right": y.mean(),
        "AUROC right or wrong": roc_auc_score(y, p),
        "calibration error (ECE, 10 bins)": calibration_error(list(p), list(y)),
        "answered directly": answered.mean(),
        "right of those": y[answered].mean(),
        "declined": (p < CANDIDATES_FROM).mean(),
        "answered though the FAQ is removed": (said[kinds == "removed"] >= ANSWER_FROM).mean(),
        "negatives declined": (said[negative] < CANDIDATES_FROM).mean(),
        "negatives answered": (said[negative] >= ANSWER_FROM).mean(),
        "AUROC judged or negative": roc_auc_score(judged[judged | negative], said[judged | negative]),
    }
    for name, value in figures.items():
        click.echo(f"{name:40} {value:.3f}")
    for low, high in ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        inside = (p >= low) & (p < high)
        if inside.any():
            click.echo(f"said {p[inside].mean():.2f}  right {y[inside].mean():.2f}  of {inside.sum()}")


def _held_out(cases: list[dict[str, Any]]) -> Any:
    names = sorted({case["of"] for case in cases})
    order = np.random.default_rng(0).permutation(len(names))
    fold = {name: int(order[place]) % FOLDS for place, name in enumerate(names)}
    folds = np.array([fold[case["of"]] for case in cases])
    x = np.array([case["x"] for case in cases])
    said = np.zeros(len(cases))
    for number in range(FOLDS):
        coefficients, intercept = _fit(cases, folds != number)
        inside = folds == number
        said[inside] = 1 / (1 + np.exp(-(x[inside] @ coefficients + intercept)))
    return said


if __name__ == "__main__":
    main()
