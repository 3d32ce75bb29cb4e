"""Measures against figures worked out by hand, and the real development queries when they are there."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from bot.errors import InputFileError
from knowledge.encoders import create_encoder
from knowledge.encoders.hashing import HashingEncoder
from knowledge.measure.evaluate import calibration_error, evaluate, ndcg, run_to_json, score_runs
from knowledge.search import Band
from tests.knowledge.measure.planted import found

DEVELOPMENT = Path(__file__).resolve().parents[3] / "../shared/data/faq_amagasaki_dev"


def test_ndcg_by_hand() -> None:
    assert ndcg([2, 1], [2, 1]) == 1
    assert ndcg([1, 2], [1, 2]) == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))
    assert ndcg([0] * 10 + [2], [2]) == 0
    assert ndcg([], [0]) == 0


def test_means_by_hand() -> None:
    runs = {
        "a": found("x", "y", probability=0.9, band=Band.ANSWER),
        "b": found("y", "z", "x", probability=0.7, band=Band.ANSWER),
        "c": found(probability=0.0, band=Band.DECLINE),
        "not judged": found("x", probability=1.0, band=Band.ANSWER),
    }
    result = score_runs(runs, {"a": {"x": 2}, "b": {"x": 1, "q": 1}, "c": {"x": 2}, "not asked": {"x": 2}})
    assert result.n == 3
    assert result.mrr_at_10 == pytest.approx((1 + 1 / 3) / 3)
    assert result.precision_at_1 == pytest.approx(1 / 3)
    assert result.recall_at_5 == pytest.approx((1 + 0.5) / 3)
    assert (result.answered, result.answered_right, result.declined) == (
        pytest.approx(2 / 3),
        0.5,
        pytest.approx(1 / 3),
    )
    assert result.calibration_error == pytest.approx((0.1 + 0.7) / 3)
    assert result.auroc == 1  # the one that is right was the surest
    assert run_to_json(runs)["a"] == {"ranked": ["x", "y"], "answer": "x", "confidence": 0.9}
    assert run_to_json(runs)["c"] == {"ranked": [], "answer": None, "confidence": 0.0}


def test_nothing_answered_and_all_alike_is_not_a_figure() -> None:
    result = score_runs({"a": found("x"), "b": found("x")}, {"a": {"x": 2}, "b": {"x": 1}})
    assert (result.answered, result.answered_right, result.auroc) == (0, None, None)
    data = result.to_json()
    assert json.loads(json.dumps(data, allow_nan=False))["intervals"]["auroc"] == [None, None]
    assert data["intervals"]["ndcg_at_10"] == [1, 1]


def test_calibration_error_by_hand() -> None:
    assert calibration_error([0.85, 0.85, 0.15], [True, True, False]) == pytest.approx((0.3 + 0.15) / 3)
    assert calibration_error([1.0], [True]) == 0
    assert calibration_error([], []) == 0


def write(folder: Path, **files: Any) -> list[Path]:
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return [folder / f"{name}.json" for name in ("corpus", "queries", "qrels")]


CORPUS = {"1": "Question: 犬の登録は\nAnswer: 保健所です。", "2": "Question: ごみの日は\nAnswer: 月曜です。"}


def test_files_in_figures_out(tmp_path: Path) -> None:
    files = write(tmp_path, corpus=CORPUS, queries={"a": "犬の登録", "b": "ごみ"}, qrels={"a": {"1": 2}, "b": {"2": 2}})
    result, runs = evaluate(*files, HashingEncoder())
    assert (result.n, result.precision_at_1, result.ndcg_at_10) == (2, 1.0, 1.0)
    assert runs["a"].hits[0].text == "保健所です。"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"queries": ["a"]}, "queries.json: expected"),
        ({"queries": {"a": 3}}, "queries.json, id 'a': expected"),
        ({"qrels": {"a": {"1": "2"}}}, "qrels.json, id 'a': expected"),
        ({"qrels": {"z": {"1": 2}}}, "no query has a judgement"),
        ({"corpus": {"1": "犬"}}, "corpus.json, id '1': expected"),
    ],
)
def test_files_of_another_form_are_refused(tmp_path: Path, files: dict[str, Any], says: str) -> None:
    good = {"corpus": CORPUS, "queries": {"a": "犬"}, "qrels": {"a": {"1": 2}}}
    with pytest.raises(InputFileError, match=says):
        evaluate(*write(tmp_path, **{**good, **files}), HashingEncoder())


@pytest.mark.skipif(not DEVELOPMENT.is_dir(), reason="the development queries are not beside the repository")
def test_citizens_words_find_the_faq_of_a_real_city(tmp_path: Path) -> None:
    """A part of the corpus, since embedding all of it takes minutes: the judged FAQ of 60 queries, 150 in all."""
    read = {path.stem: json.loads(path.read_text("utf-8")) for path in DEVELOPMENT.glob("*.json")}
    asked = dict(list(read["queries"].items())[:60])
    judged = {query: read["qrels"][query] for query in asked}
    wanted = dict.fromkeys([faq for grades in judged.values() for faq in grades] + list(read["corpus"]))
    corpus = {faq: read["corpus"][faq] for faq in list(wanted)[:150]}
    files = write(tmp_path, corpus=corpus, queries=asked, qrels=judged)
    result, runs = evaluate(*files, create_encoder("bundled"))
    assert result.n == len(runs) == 60
    assert result.ndcg_at_10 > 0.75
    assert result.answered_right > 0.75
    assert 0.1 < result.answered < 0.9
