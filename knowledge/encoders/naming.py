"""The name under which a model's vectors are kept: another model behind the same folder has another name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bot.errors import SetupError
from knowledge.encoders.prefixes import prefixes_of

WHOLE = 1 << 20  # bytes; configurations are read whole
SAMPLES = 256  # of a larger file: training changes every matrix, and none of a useful model fits between two of these
SAMPLE = 4096


class ModelSource(NamedTuple):
    """Where a model comes from: a folder, or the hub's name of it with a revision (`name@revision`) if one is given."""

    place: str
    revision: str | None
    is_folder: bool


def parse_model(model: str) -> ModelSource:
    """Raises SetupError for a path at which there is no folder."""
    path = Path(model).expanduser()
    if path.is_dir():
        return ModelSource(str(path), None, True)
    if path.exists():
        raise SetupError(f"the encoder {model!r} is a file; a model is a folder")
    if model.startswith(("/", ".", "~")) or model.count("/") > 1:
        raise SetupError(f"the encoder {model!r} can't be loaded: there is no such folder")
    name, _, revision = model.partition("@")
    return ModelSource(name, revision or None, False)


def name_model(model: str) -> str:
    """`<last part of the folder or the hub's name>#<digest>`.

    The digest of a folder is one of its files, the same wherever it lies; the hub's is of name and revision. Both
    include the prefixes. Reads at most a few megabytes of each file.
    """
    source = parse_model(model)
    digest = hashlib.sha256("\n".join(prefixes_of(source.place)).encode())
    if not source.is_folder:
        digest.update(f"\n{source.revision}".encode())
        return f"{source.place}#{digest.hexdigest()[:12]}"
    folder = Path(source.place)
    for path in _model_files(folder):
        digest.update(f"\n{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
        for part in _parts(path):
            digest.update(part)
    return f"{folder.resolve().name}#{digest.hexdigest()[:12]}"


def _model_files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _parts(path: Path) -> Iterator[bytes]:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= WHOLE:
            yield file.read()
            return
        for number in range(SAMPLES):
            file.seek((size - SAMPLE) * number // (SAMPLES - 1))
            yield file.read(SAMPLE)
