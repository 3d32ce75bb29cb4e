"""An utterance as numbers for the classifier: a sentence vector and hashed character pieces of text and reading.

The pieces need no vocabulary: a stable hash gives each its column, so nothing but arrays is saved.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.tokenizer import reading, to_hiragana

VERSION = 1  # goes into the models' hash: raise it when the features change
COLUMNS = 1 << 14  # for text and for reading each
_SIZES = (1, 2, 3, 4)
_READ_TO = 300  # characters; the sentence encoder is cut there too

Floats = NDArray[np.float32]
Columns = NDArray[np.int64]


def pieces(text: str) -> tuple[Columns, Floats]:
    """Columns (0 to 2 × COLUMNS - 1) and their weights before IDF: 1 + log(count) of each hashed piece."""
    text = text.lower()[:_READ_TO]
    counts = Counter(_hashed(text, 0))
    counts.update(_hashed(to_hiragana(reading(text)), COLUMNS))
    columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    weights = np.fromiter((1 + math.log(n) for n in counts.values()), dtype=np.float32, count=len(counts))
    return columns, weights


def _hashed(text: str, offset: int) -> list[int]:
    padded = f" {text} "
    return [
        offset + zlib.crc32(padded[start : start + size].encode()) % COLUMNS
        for size in _SIZES
        for start in range(len(padded) - size + 1)
    ]


def inverse_document_frequency(all_columns: Sequence[Columns]) -> Floats:
    """Smoothed IDF of each column over the examples, shape (2 × COLUMNS,)."""
    seen = np.zeros(2 * COLUMNS, dtype=np.float32)
    for columns in all_columns:
        seen[columns] += 1
    return np.asarray(np.log((1 + len(all_columns)) / (1 + seen)) + 1, dtype=np.float32)


def weigh(columns: Columns, weights: Floats, idf: Floats) -> Floats:
    """TF-IDF weights of the pieces; those of the text and those of the reading have length 1 each."""
    weighed = weights * idf[columns]
    for part in (columns < COLUMNS, columns >= COLUMNS):
        length = np.linalg.norm(weighed[part])
        if length:
            weighed[part] /= length
    return np.asarray(weighed, dtype=np.float32)


def centre(vectors: Floats, mean: Floats) -> Floats:
    """Sentence vectors less their mean, of length 1 again: e5's all point much the same way otherwise."""
    moved = vectors - mean
    lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9), dtype=np.float32)
