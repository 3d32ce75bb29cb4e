"""Sentence vectors of the examples, kept in a file so that only new examples are encoded the next time."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from knowledge.encoders.protocol import Encoder
from nlu.features import Floats
from nlu.model_store import replace_file

Advance = Callable[[int, int], None]  # done, total

_BATCH = 64  # texts between two reports


def encode_examples(texts: Sequence[str], encoder: Encoder | None, folder: Path, advance: Advance | None) -> Floats:
    """Shape (texts, dimension), 0 dimensions without an encoder; rounded to half precision, as they are kept."""
    if encoder is None:
        return np.zeros((len(texts), 0), dtype=np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "example-vectors.npz"
    known = _read_vectors(path, encoder.name)
    new = [text for text in dict.fromkeys(texts) if text not in known]
    try:
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            known |= dict(zip(batch, encoder.encode_query(batch).astype(np.float16), strict=True))
            if advance:
                advance(start + len(batch), len(new))
    finally:  # an interrupted training goes on where it was
        kept = {text: known[text] for text in texts if text in known}
        if new and kept:
            _write_vectors(path, encoder.name, kept)
    return np.stack([known[text] for text in texts]).astype(np.float32)


def _write_vectors(path: Path, encoder_name: str, vectors: dict[str, Floats]) -> None:
    texts = "\n".join(vectors).encode()  # an array of strings would take the longest one's room for each
    replace_file(
        path,
        lambda file: np.savez(
            file,
            encoder=np.array(encoder_name),
            texts=np.frombuffer(texts, dtype=np.uint8),
            vectors=np.stack(list(vectors.values())),
        ),
    )


def _read_vectors(path: Path, encoder_name: str) -> dict[str, Floats]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
            if str(saved["encoder"]) != encoder_name:
                return {}
            texts = saved["texts"].tobytes().decode().split("\n")
            return dict(zip(texts, saved["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
