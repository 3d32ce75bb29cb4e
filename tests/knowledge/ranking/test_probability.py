"""What is said about the best hit, and how its coefficients are fitted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from knowledge.encoders import create_encoder
from knowledge.lessons.reading import read_others
from knowledge.ranking.calibrate import held_out_texts, main
from knowledge.ranking.probability import FEATURES, load_calibration
from knowledge.search import ANSWER_FROM, CANDIDATES_FROM


def test_each_encoder_has_coefficients_of_its_own() -> None:
    for name in ("bundled", "hashing"):
        assert load_calibration(create_encoder(name).name).encoder == create_encoder(name).name
    assert load_calibration("some/other-model").encoder == create_encoder("bundled").name


def test_nearer_is_more_probable() -> None:
    shipped = load_calibration(create_encoder("bundled").name)
    near = (0.95, 0.75, 0.5, 0.99, 0.4, 1.0, 0.4, 0.1)
    far = (0.60, 0.10, 0.0, 0.60, 0.0, -1.0, 0.0, -0.1)
    assert len(near) == len(far) == len(FEATURES)
    assert shipped.turned.probability(near) > ANSWER_FROM
    assert shipped.turned.probability(far) < CANDIDATES_FROM
    assert 0 <= shipped.plain.probability((1e9,) * len(FEATURES)) <= 1
    assert 0 <= shipped.plain.probability((-1e9,) * len(FEATURES)) <= 1


@pytest.mark.parametrize(
    ("matter", "other"),
    [
        ("転入届", "暇だから話し相手になって"),
        ("赤ちゃんが生まれたらどこに届けますか", "タイマーを3分にセットして"),
        ("ｿﾞｳﾝ ｺﾞﾐ ｽﾃﾀｲ", "ｱﾎ"),
        ("How do I register my new address?", "Tell me a joke"),
        ("如何申请儿童津贴？", "给我讲个笑话"),
    ],
)
def test_a_city_s_matter_is_told_from_the_rest(matter: str, other: str) -> None:
    encoder = create_encoder("bundled")
    shipped = load_calibration(encoder.name)
    asked, chatted = encoder.encode_query([matter, other])
    assert shipped.topic_of(asked) > shipped.topic_of(chatted) + 0.1


def test_what_is_measured_on_is_not_learned_from() -> None:
    assert not set(read_others()) & {text for texts in held_out_texts().values() for text in texts}


def test_a_topic_is_read_in_no_other_encoder_s_vectors() -> None:
    other = load_calibration("some/other-model")
    assert other.topic is None
    assert other.topic_of(np.ones(7, dtype=np.float32)) == 0


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
