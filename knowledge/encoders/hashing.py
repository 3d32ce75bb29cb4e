"""A tiny deterministic encoder: hashed character pairs. For tests, where meaning does not matter but speed does."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from knowledge.encoders.normalize import normalize
from knowledge.encoders.protocol import Vectors


class HashingEncoder:
    """Texts that share character pairs are near; nothing is loaded and nothing is learned."""

    knows_meaning = False

    def __init__(self, dimension: int = 128) -> None:
        self.dimension = dimension
        self.name = f"hashing-{dimension}"

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for pair in _pairs(normalize(text)):
                vectors[row, zlib.crc32(pair.encode()) % self.dimension] += 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def _pairs(text: str) -> list[str]:
    framed = f"^{text}$"  # never empty, so that every vector has length 1
    return [framed[start : start + 2] for start in range(len(framed) - 1)]
