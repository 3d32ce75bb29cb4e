"""The bundled weights as a model folder, made once; without sentence-transformers these tests skip."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.encoders import Encoder, create_encoder
from knowledge.encoders.export import export_bundled


@pytest.fixture(scope="session")
def model_folder(library: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The exported weights. Not to be changed: see `copy_model`."""
    folder = tmp_path_factory.mktemp("models") / "city-model"
    export_bundled(folder)
    yield folder
    shutil.rmtree(folder)  # half a gigabyte


@pytest.fixture(scope="session")
def exported(model_folder: Path) -> Encoder:
    return create_encoder(str(model_folder))


@pytest.fixture(scope="session")
def bundled() -> Encoder:
    return create_encoder("bundled")


def copy_model(folder: Path, place: Path) -> Path:
    """A copy whose files are links: replace one, never write into it."""
    for path in folder.rglob("*"):
        if path.is_file():
            link = place / path.relative_to(folder)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
    return place


def replace_file(path: Path, content: str | bytes) -> None:
    """In place of the link that is there."""
    path.unlink()
    path.write_bytes(content.encode() if isinstance(content, str) else content)
