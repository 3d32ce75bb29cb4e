"""Vectors that are near a vector: what every index of them promises, and faiss, which does it in files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from bot.errors import SetupError
from knowledge.encoders.protocol import Vectors

EXACT_UP_TO = 200_000  # vectors; all of them are compared within 20 ms, less than it takes to encode the query
CELLS = 4  # times the root of the number of vectors
TRAINING_PER_CELL = 40
ROUNDS = 8  # of k-means; more find nothing better
WIDTH = 2_000  # vectors compared well at least, so that a search for ten misses no more than one for many
ROUGHLY = 4  # times as many are first taken by a rough comparison
BLOCK = 50_000  # vectors in memory at once while a large index is built
SAMPLE_QUERIES = 200
RECALL = 0.98  # of the 10 nearest, on the sample
LEAST_GAIN = 0.001  # of recall, by looking 1.4 times as far
MAPPED_FROM = 32 * 1024 * 1024  # bytes; processes share the pages of a larger file, a smaller one is read whole

Ids = NDArray[np.int64]


class VectorIndex(Protocol):
    """Read-only once built: a change is a new index, which takes the place of the old one."""

    @property
    def count(self) -> int: ...

    @property
    def dimension(self) -> int: ...

    def search(self, vector: Vectors, k: int) -> tuple[Ids, Vectors]:
        """Ids of the nearest vectors, best first, and their cosines; at most `k`, fewer when there are fewer.

        Raises SetupError for a vector of another dimension.
        """

    def save(self, path: Path) -> None:
        """Write what opens the index again."""


class FaissIndex:
    """Exact up to `EXACT_UP_TO` vectors. Beyond, a search looks into the nearest of many cells, compares roughly (two
    bits a number), and then compares the best with a byte a number.

    Must be loaded after a fork, as faiss's threads don't survive one.
    """

    def __init__(self, index: Any) -> None:
        self._index = index
        self._width = 1 if isinstance(index, faiss.IndexIDMap2) else WIDTH

    @classmethod
    def build(cls, ids: Ids, vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> FaissIndex:
        """`vectors` have shape (n, dimension) and length 1, and may be a mapped file; raises ValueError unless `ids`
        are unique, since faiss would take one twice."""
        check_ids(ids)
        large = len(ids) > exact_up_to
        index = _train_cells(vectors) if large else faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        for rows, block in iterate_blocks(vectors):
            index.add_with_ids(block, ids[rows])
        built = cls(index)
        if large:
            built._look_far_enough(_open_cells(index), ids, vectors)
        return built

    @classmethod
    def build_small(cls, vectors: Vectors) -> FaissIndex:
        """Ids are the rows; a byte a number, each to a 255th of its dimension's range."""
        index = faiss.index_factory(vectors.shape[1], "IDMap2,SQ8", faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add_with_ids(vectors, np.arange(len(vectors), dtype=np.int64))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> FaissIndex:
        """Raises RuntimeError for a file that is not a whole index."""
        mapped = path.stat().st_size >= MAPPED_FROM
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    @property
    def count(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def search(self, vector: Vectors, k: int) -> tuple[Ids, Vectors]:
        check_dimension(vector, self.dimension)
        if not self.count or k < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        faiss.omp_set_num_threads(1)  # its threads spin while they wait, which costs more than one search
        query = np.ascontiguousarray(vector.reshape(1, -1), dtype=np.float32)
        cosines, ids = self._index.search(query, min(max(k, self._width), self.count))
        found = ids[0] >= 0  # the cells looked into may hold fewer
        return ids[0][found][:k], cosines[0][found][:k]

    def read_vectors(self) -> Vectors:
        """Those of `build_small`, as exactly as they were kept."""
        vectors: Vectors = faiss.downcast_index(self._index.index).reconstruct_n(0, self.count)
        return vectors

    def _look_far_enough(self, cells: Any, ids: Ids, vectors: Vectors) -> None:
        """Raise the number of cells a search looks into until it finds what an exact one does, or no more than before.

        What a byte a number blurs is not found in any number of cells.
        """
        queries = _sample_queries(vectors)
        expected = [set(ids[places]) for places in find_nearest(vectors, queries, 10)]
        recall, before, cells.nprobe = 0.0, -1.0, max(1, cells.nlist // 32)
        while recall < RECALL and recall > before + LEAST_GAIN and cells.nprobe < cells.nlist:
            found = [set(self.search(query, 10)[0]) for query in queries]
            right = sum(len(a & b) for a, b in zip(expected, found, strict=True))
            before, recall = recall, right / sum(map(len, expected))
            if recall < RECALL:
                cells.nprobe = min(int(1.4 * cells.nprobe) + 1, cells.nlist)


def _train_cells(vectors: Vectors) -> Any:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    count, dimension = vectors.shape
    cells = max(1, min(int(CELLS * count**0.5), count // TRAINING_PER_CELL))
    parts = max(parts for parts in range(1, dimension // 2 + 1) if dimension % parts == 0)
    layout = f"IDMap,IVF{cells},PQ{parts}x4fs,Refine(SQ8)"
    index: Any = faiss.index_factory(dimension, layout, faiss.METRIC_INNER_PRODUCT)
    trained = _open_cells(index)
    trained.cp.niter, trained.cp.min_points_per_centroid = ROUNDS, TRAINING_PER_CELL
    _open_refinement(index).k_factor = ROUGHLY
    rows = np.sort(np.random.default_rng(0).choice(count, TRAINING_PER_CELL * cells, replace=False))
    index.train(np.ascontiguousarray(vectors[rows], dtype=np.float32))
    return index


def _open_refinement(index: Any) -> Any:
    return faiss.downcast_index(index.index)


def _open_cells(index: Any) -> Any:
    return faiss.downcast_index(_open_refinement(index).base_index)


def _sample_queries(vectors: Vectors) -> Vectors:
    """Each between three vectors, and so as far from any of them as a citizen's words are from a passage."""
    rows = np.random.default_rng(1).integers(0, len(vectors), (3, SAMPLE_QUERIES))
    between = sum(np.asarray(vectors[chosen], dtype=np.float32) for chosen in rows)
    queries: Vectors = between / np.maximum(np.linalg.norm(between, axis=1, keepdims=True), 1e-6)
    return queries


def find_nearest(vectors: Vectors, queries: Vectors, k: int) -> Ids:
    """Rows of the `k` nearest vectors of each query, by comparing all of them; best first."""
    best = np.zeros((len(queries), 0), np.int64)
    cosines = np.zeros((len(queries), 0), np.float32)
    for rows, block in iterate_blocks(vectors):
        scores = queries @ block.T
        kept = np.argpartition(-scores, min(k, len(block)) - 1, axis=1)[:, :k]
        best = np.hstack([best, kept + rows.start])
        cosines = np.hstack([cosines, np.take_along_axis(scores, kept, 1)])
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(best, order, 1)


def iterate_blocks(vectors: Vectors, size: int = BLOCK) -> Iterator[tuple[slice, Vectors]]:
    """The rows and the vectors of one block after the other, each contiguous and in memory."""
    for start in range(0, len(vectors), size):
        rows = slice(start, min(start + size, len(vectors)))
        yield rows, np.ascontiguousarray(vectors[rows], dtype=np.float32)


def check_ids(ids: Ids) -> None:
    """Raises ValueError unless every id is there once."""
    if len(np.unique(ids)) != len(ids):
        raise ValueError("an id is there twice")


def check_dimension(vector: Vectors, dimension: int) -> None:
    """Raises SetupError when a model gives vectors of another dimension than it once did."""
    if vector.shape[-1] != dimension:
        raise SetupError(
            f"the encoder gives {vector.shape[-1]} numbers, the index has vectors of {dimension}: the model behind"
            " its name was changed; give its folder another name and run `madoguchi knowledge index`"
        )
