"""What is said about the best hit, and how its coefficients are fitted."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from knowledge.encoders import create_encoder
from knowledge.ranking.calibrate import main
from knowledge.ranking.probability import FEATURES, load_calibration


def test_each_encoder_has_coefficients_of_its_own() -> None:
    for name in ("bundled", "hashing"):
        assert load_calibration(create_encoder(name).name).encoder == create_encoder(name).name
    assert load_calibration("some/other-model").encoder == create_encoder("bundled").name


def test_nearer_is_more_probable() -> None:
    shipped = load_calibration(create_encoder("bundled").name)
    near = dict.fromkeys(FEATURES, 0.0) | {"question": 0.95, "answer": 0.88, "words": 0.5, "fused": 0.99, "margin": 0.2}
    far = dict.fromkeys(FEATURES, 0.0) | {"question": 0.80, "answer": 0.78, "words": 0.0, "fused": 0.80, "margin": 0.0}
    assert shipped.probability(tuple(near.values())) > 0.6
    assert shipped.probability(tuple(far.values())) < 0.2
    assert 0 <= shipped.probability((1e9,) * len(FEATURES)) <= 1
    assert 0 <= shipped.probability((-1e9,) * len(FEATURES)) <= 1


def test_coefficients_are_fitted_and_what_they_are_worth_is_printed(tmp_path: Path) -> None:
    topics = (
        "犬の登録",
        "粗大ごみ",
        "住民票",
        "転入届",
        "市民税",
        "図書館",
        "保育所",
        "防災",
        "選挙",
        "水道",
        "年金",
        "道路",
    )
    files = {
        "corpus": {str(n): f"Question: {topic}について\nAnswer: {topic}の窓口です。" for n, topic in enumerate(topics)},
        "queries": {str(n): topic for n, topic in enumerate(topics)},
        "qrels": {str(n): {str(n if n % 3 else (n + 1) % 12): 2} for n in range(len(topics))},
    }
    options = ["--encoder", "hashing", "--out", str(tmp_path / "out.json")]
    for name, value in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(value), "utf-8")
        options += [f"--{name}", str(tmp_path / f"{name}.json")]
    result = CliRunner().invoke(main, options, catch_exceptions=False)
    assert "calibration error" in result.stdout
    assert load_calibration("hashing-128", tmp_path / "out.json").encoder == "hashing-128"
