"""Vectors that are near a vector: faiss, exact inner products, fine up to some 200,000 passages."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.protocol import Vectors

Ids = NDArray[np.int64]


class VectorIndex(Protocol):
    """Ids of the nearest vectors, best first, and their cosines; at most `k`, fewer when there are fewer."""

    def search(self, vector: Vectors, k: int) -> tuple[Ids, Vectors]: ...


class FaissIndex:
    """Read-only once built: a change is a new index, which takes the place of the old one.

    Must be loaded after a fork, as faiss's threads don't survive one.
    """

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, ids: Ids, vectors: Vectors) -> FaissIndex:
        """`vectors` have shape (n, dimension) and length 1; `ids` are unique, since faiss would take one twice."""
        if len(np.unique(ids)) != len(ids):
            raise ValueError("an id is there twice")
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> FaissIndex:
        """Raises RuntimeError for a file that is not a whole index."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    @property
    def count(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def search(self, vector: Vectors, k: int) -> tuple[Ids, Vectors]:
        if not self.count:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        faiss.omp_set_num_threads(1)  # its threads spin while they wait, which costs more than one search
        cosines, ids = self._index.search(vector.reshape(1, -1), min(k, self.count))
        return ids[0], cosines[0]
