"""Trained models as files: arrays in `<name>.npz`, the rest in `<name>.json`, written whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.protocol import Encoder
from knowledge.lessons.vectors import Shipped
from nlu import features
from nlu.features import Floats

MOST_MODELS = 10  # that a folder keeps
PREFIX = "intents-"  # of the names of models
VERSION = 5  # raise it when training changes


@dataclass(frozen=True)
class Model:
    """What the classifier learned. Shapes: `idf` (2C,), `mean` (d,), `vectors` (m, d), `weights` (m, n),
    `piece_weights` (2C, n) with C hash columns, d dimensions of the encoder (0 without one), m utterances and n
    intents; `words`, `counts` and `pairs` are the `nlu.conversion.Lexicon`."""

    intents: tuple[str, ...]
    temperature: float
    idf: Floats
    mean: Floats
    vectors: NDArray[np.float16]
    weights: Floats
    piece_weights: Floats
    words: NDArray[np.str_]
    counts: NDArray[np.int32]
    pairs: NDArray[np.int32]


_ARRAYS = ("idf", "mean", "vectors", "weights", "piece_weights", "words", "counts", "pairs")


def model_name(digest: str, encoder: Encoder | None) -> str:
    """The name that examples of this digest, this encoder, these lessons and this code always have."""
    parts = [digest, encoder.name if encoder else "", str(features.VERSION), str(VERSION), _lessons()]
    return PREFIX + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@cache
def _lessons() -> str:
    return Shipped.read_digest()


def save_model(folder: Path, name: str, model: Model, facts: dict[str, Any]) -> Path:
    """Writes the model and then its manifest; returns the manifest's path. `facts` are kept for people to read."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {key: getattr(model, key) for key in _ARRAYS}
    replace_file(folder / f"{name}.npz", lambda file: np.savez(file, **arrays))
    manifest = {"intents": model.intents, "temperature": model.temperature, **facts}
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    return replace_file(folder / f"{name}.json", lambda file: file.write(text.encode()))


def find_model(folder: Path, name: str) -> Model | None:
    """The saved model, or None when there is none or its files are damaged."""
    try:
        manifest = json.loads((folder / f"{name}.json").read_text("utf-8"))
        # numpy leaves a file open that it was given by name and could not read
        with (folder / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            values = {key: arrays[key] for key in _ARRAYS}
        return Model(tuple(manifest["intents"]), float(manifest["temperature"]), **values)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def has_model(folder: Path, name: str) -> bool:
    """Whether there are files of it, damaged or not."""
    return (folder / f"{name}.json").exists()


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """While one trains into the folder, others wait here: threads and processes of this machine."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "training.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # goes with the file, and so with a process that is killed
        yield


def remove_old_models(folder: Path, kept: Collection[str], most: int = MOST_MODELS) -> list[str]:
    """Removes all but the `most` newest models and those named in `kept`; the names of those that went."""
    newest_first = sorted(folder.glob(f"{PREFIX}*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    old = [path for path in newest_first[most:] if path.stem not in kept]
    for path in old:
        path.unlink(missing_ok=True)
        path.with_suffix(".npz").unlink(missing_ok=True)
    return [path.stem for path in old]


def replace_file(path: Path, write: Callable[[IO[bytes]], object]) -> Path:
    """Writes beside the file and swaps, so that a reader sees the old content or the new."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    written = Path(file.name)
    written.chmod(0o644)  # trained at release, perhaps by another user than the one that serves
    return written.replace(path)
