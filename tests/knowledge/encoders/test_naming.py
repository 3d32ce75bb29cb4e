"""A model's name changes with the model, not with where it lies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bot.errors import SetupError
from knowledge.encoders.naming import name_model, parse_model

WEIGHTS = 8 << 20
MATRIX = 100_000  # bytes: smaller than any matrix of a model in use


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "first" / "city-e5"
    (place / "1_Pooling").mkdir(parents=True)
    (place / "config.json").write_text('{"hidden_size": 384}')
    (place / "1_Pooling" / "config.json").write_text("{}")
    (place / "model.safetensors").write_bytes(np.random.default_rng(1).bytes(WEIGHTS))
    return place


def test_a_folder_is_named_after_itself_and_its_content(folder: Path, tmp_path: Path) -> None:
    name = name_model(str(folder))
    assert name.startswith("city-e5#")
    moved = shutil.copytree(folder, tmp_path / "second" / "city-e5")
    assert name_model(f"{moved}/") == name


def _train(folder: Path) -> None:
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(WEIGHTS // 3)
        file.write(bytes(MATRIX))


def _grow(folder: Path) -> None:
    with (folder / "model.safetensors").open("ab") as file:
        file.write(b"0")


def _configure(folder: Path) -> None:
    (folder / "1_Pooling" / "config.json").write_text("[]")


def _add(folder: Path) -> None:
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "config.json").write_text("{}")


@pytest.mark.parametrize("change", [_train, _grow, _configure, _add])
def test_another_model_in_the_same_folder_has_another_name(folder: Path, change: Callable[[Path], None]) -> None:
    before = name_model(str(folder))
    change(folder)
    assert name_model(str(folder)) != before


def test_what_is_no_part_of_the_model_does_not_count(folder: Path) -> None:
    before = name_model(str(folder))
    (folder / "README.md").write_text("A model.")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "lock").write_text("")
    assert name_model(str(folder)) == before


def test_names_of_the_hub_may_have_a_revision() -> None:
    assert parse_model("intfloat/multilingual-e5-small") == ("intfloat/multilingual-e5-small", None, False)
    assert parse_model("intfloat/multilingual-e5-small@v1")[:2] == ("intfloat/multilingual-e5-small", "v1")
    names = {name_model(model) for model in ("city/e5", "city/e5@v1", "city/e5@v2", "city/ruri")}
    assert len(names) == 4


def test_what_is_no_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_text("")
    with pytest.raises(SetupError, match="is a file; a model is a folder"):
        name_model(str(tmp_path / "model.bin"))
    with pytest.raises(SetupError, match="there is no such folder"):
        name_model(str(tmp_path / "none"))
