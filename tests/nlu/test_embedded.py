import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot.errors import SetupError
from nlu.embedded import EmbeddedEngine, load_or_train
from nlu.features import COLUMNS, pieces
from nlu.interpretation import FALLBACK_INTENT
from nlu.model_store import find_model, has_model, model_name, remove_old_models
from nlu.training import train
from nlu.training_data import load_training_data


def test_it_tells_apart_what_it_was_shown(small_rooms: Path, tmp_path: Path) -> None:
    engine = load_or_train(load_training_data([small_rooms]), None, tmp_path / "models")
    assert engine.intents == ("plant", "ride")
    assert engine.parse("公園に木を植える").intent.name == "plant"
    assert engine.parse("長野行きの電車は").intent.name == "ride"


def test_a_trained_model_is_loaded_and_not_trained_again(small_rooms: Path, tmp_path: Path) -> None:
    data, models = load_training_data([small_rooms]), tmp_path / "models"
    first = load_or_train(data, None, models).parse("電車に乗る")
    manifest = models / f"{model_name(data.digest, None)}.json"
    written = manifest.stat().st_mtime_ns
    assert load_or_train(data, None, models).parse("電車に乗る") == first
    assert manifest.stat().st_mtime_ns == written


def test_who_starts_at_the_same_time_trains_once(
    small_rooms: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data, models = load_training_data([small_rooms]), tmp_path / "models"
    with caplog.at_level("INFO"), ThreadPoolExecutor(4) as pool:
        engines = list(pool.map(lambda _: load_or_train(data, None, models), range(4)))
    assert [engine.parse("電車に乗る").intent.name for engine in engines] == ["ride"] * 4
    assert caplog.text.count("training it from the examples") == 1


def test_a_changed_example_makes_a_new_model(small_rooms: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    load_or_train(load_training_data([small_rooms]), None, models)
    room = small_rooms / "trees" / "nlu.yml"
    room.write_text(room.read_text("utf-8") + "    - 苗木がほしい\n", "utf-8")
    load_or_train(load_training_data([small_rooms]), None, models)
    assert len(list(models.glob("intents-*.json"))) == 2


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut", b"not a model"])
def test_a_damaged_model_is_trained_again(
    small_rooms: Path, tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    data, models = load_training_data([small_rooms]), tmp_path / "models"
    load_or_train(data, None, models)
    name = model_name(data.digest, None)
    (models / f"{name}.npz").write_bytes(damage)
    assert find_model(models, name) is None
    assert has_model(models, name)
    assert load_or_train(data, None, models).parse("木を植える").intent.name == "plant"
    assert f"{name} is damaged: training it" in caplog.text


def test_old_models_go_but_not_those_that_are_wanted(tmp_path: Path) -> None:
    names = [f"intents-{number}" for number in range(6)]
    for place, name in enumerate(names):
        for suffix in (".json", ".npz"):
            (tmp_path / f"{name}{suffix}").touch()
            os.utime(tmp_path / f"{name}{suffix}", (place, place))
    assert remove_old_models(tmp_path, {"intents-0"}, most=3) == ["intents-2", "intents-1"]
    assert {path.stem for path in tmp_path.iterdir()} == {"intents-0", "intents-3", "intents-4", "intents-5"}
    assert remove_old_models(tmp_path / "none", {}) == []


def test_too_few_examples_stop_the_training_and_leave_nothing(tmp_path: Path) -> None:
    room = tmp_path / "rooms" / "one"
    room.mkdir(parents=True)
    (room / "nlu.yml").write_text('version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - ひとつ\n', "utf-8")
    with pytest.raises(SetupError, match=r"a \(1\)"):
        train(load_training_data([tmp_path / "rooms"]), None, tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_the_manifest_says_what_was_learned(small_rooms: Path, tmp_path: Path) -> None:
    manifest = json.loads(train(load_training_data([small_rooms]), None, tmp_path).read_text("utf-8"))
    assert manifest["intents"] == ["plant", "ride"]
    assert manifest["examples"] == 16
    assert manifest["encoder"] is None


def test_serving_does_not_import_scikit_learn(small_rooms: Path, tmp_path: Path) -> None:
    load_or_train(load_training_data([small_rooms]), None, tmp_path / "models")
    code = (
        "import sys; from pathlib import Path\n"
        "from nlu.embedded import load_or_train\nfrom nlu.training_data import load_training_data\n"
        f"data = load_training_data([Path({str(small_rooms)!r})])\n"
        f"engine = load_or_train(data, None, Path({str(tmp_path / 'models')!r}))\n"
        "print(engine.parse('木を植える').intent.name, 'sklearn' in sys.modules, 'flask' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    out = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
    assert out.split() == ["plant", "False", "False"]


def test_hiragana_has_the_pieces_of_its_kanji() -> None:
    columns = [set(pieces(text)[0].tolist()) for text in ("住民票", "じゅうみんひょう")]
    shared = columns[0] & columns[1]
    assert sum(column >= COLUMNS for column in shared) > 15


def test_the_ranking_is_whole_and_in_order(engine: EmbeddedEngine) -> None:
    found = engine.parse("粗大ごみはどうやって捨てますか")
    assert found.intent == found.ranking[0]
    assert found.intent.name == "faq_question"
    confidences = [intent.confidence for intent in found.ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert 0.99 <= sum(confidences) <= 1.01 or sum(confidences) < 1
    assert "out_of_scope" not in [intent.name for intent in found.ranking]


@pytest.mark.parametrize(
    "text", ["", "。。。", "😀😀", "123", "\0", "株価を予想して", "SELECT * FROM users", "ｗｗｗｗ"]
)
def test_what_is_none_of_ours_falls_back(engine: EmbeddedEngine, text: str) -> None:
    found = engine.parse(text)
    assert found.intent.name == FALLBACK_INTENT
    assert found.ranking[0] == found.intent


def test_threads_get_the_same_answers(engine: EmbeddedEngine) -> None:
    texts = ["住民票を取りたい", "職員と話したい", "やめます", "ありがとう"] * 5
    alone = [engine.parse(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(engine.parse, texts))
    assert [found.intent.name for found in together] == [found.intent.name for found in alone]
    np.testing.assert_allclose(
        [found.intent.confidence for found in together], [found.intent.confidence for found in alone], atol=1e-3
    )
