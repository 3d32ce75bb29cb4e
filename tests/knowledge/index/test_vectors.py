"""What every index of vectors promises, asked of faiss and of pgvector, exact and approximate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bot.db import Database
from bot.errors import SetupError
from knowledge.encoders.protocol import Vectors
from knowledge.index import vectors as faiss_vectors
from knowledge.index.pgvector import PgVectorIndex
from knowledge.index.stores import VectorStore, build_vectors, load_vectors
from knowledge.index.vectors import FaissIndex, Ids, VectorIndex, find_nearest

DIMENSION = 24
Build = Callable[[Ids, Vectors], VectorIndex]


def make_vectors(count: int, seed: int = 0) -> Vectors:
    """Clusters of unequal sizes, as texts are."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((40, DIMENSION))
    places = np.minimum(random.zipf(1.3, count), 40) - 1
    made = (centres[places] + 0.5 * random.standard_normal((count, DIMENSION))).astype(np.float32)
    scaled: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
    return scaled


def make_ids(count: int) -> Ids:
    """With gaps and not from 0, as in a database."""
    return np.arange(count, dtype=np.int64) * 3 + 7


@pytest.fixture(params=["exact", "approximate"])
def build(request: pytest.FixtureRequest, store: VectorStore, held: Database) -> Build:
    limit = 10**9 if request.param == "exact" else 100
    if store is VectorStore.FAISS:
        return lambda ids, vectors: FaissIndex.build(ids, vectors, limit)
    return lambda ids, vectors: PgVectorIndex.build(held, ids, vectors, limit)


def test_the_nearest_are_those_of_brute_force(build: Build, request: pytest.FixtureRequest) -> None:
    count = 2_000
    ids, vectors, queries = make_ids(count), make_vectors(count), make_vectors(20, seed=1)
    index = build(ids, vectors)
    assert (index.count, index.dimension) == (count, DIMENSION)
    right = 0
    for query in queries:
        cosines = vectors @ query
        expected = ids[np.argsort(-cosines)[:10]]
        found, told = index.search(query, 10)
        right += len(set(found) & set(expected))
        assert np.all(np.diff(told) <= 0)
        assert np.allclose(told, cosines[(found - 7) // 3], atol=0.02)
        if "exact" in request.node.name.split("-"):
            assert list(found) == list(expected)
            assert np.allclose(told, cosines[(found - 7) // 3], atol=1e-6)
    assert right >= 0.97 * 200


def test_it_comes_back_from_what_was_saved(build: Build, held: Database, tmp_path: Path) -> None:
    ids, vectors = make_ids(300), make_vectors(300)
    built = build(ids, vectors)
    built.save(tmp_path / "part")
    loaded = load_vectors(tmp_path / "part", held)
    assert (loaded.count, loaded.dimension) == (300, DIMENSION)
    for query in vectors[:5]:
        for before, after in zip(built.search(query, 7), loaded.search(query, 7), strict=True):
            assert np.array_equal(before, after)


def test_a_large_file_is_mapped_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in (10**9, 100):
        ids, vectors = make_ids(2_000), make_vectors(2_000)
        FaissIndex.build(ids, vectors, limit).save(tmp_path / "part")
        read = FaissIndex.load(tmp_path / "part")
        monkeypatch.setattr(faiss_vectors, "MAPPED_FROM", 1)
        mapped = FaissIndex.load(tmp_path / "part")
        (tmp_path / "part").unlink()  # a newer index came: what is mapped stays
        for query in vectors[:20]:
            for a, b in zip(read.search(query, 10), mapped.search(query, 10), strict=True):
                assert np.array_equal(a, b)


def test_more_are_asked_for_than_there_are(build: Build) -> None:
    ids, vectors = make_ids(3), make_vectors(3)
    found, cosines = build(ids, vectors).search(vectors[1], 10)
    assert sorted(found) == [7, 10, 13]
    assert found[0] == 10
    assert len(cosines) == 3


def test_all_of_many_are_asked_for(build: Build) -> None:
    """An approximate index may miss some, but it never makes one up."""
    ids, vectors = make_ids(1_500), make_vectors(1_500)
    found, cosines = build(ids, vectors).search(vectors[0], 1_500)
    assert len(found) == len(cosines) == len(set(found))
    assert set(found) <= set(ids)
    assert len(found) >= 100


def test_an_empty_index_finds_nothing(build: Build, held: Database, tmp_path: Path) -> None:
    empty = build(make_ids(0), np.zeros((0, DIMENSION), np.float32))
    empty.save(tmp_path / "part")
    for index in (empty, load_vectors(tmp_path / "part", held)):
        assert index.count == 0
        found, cosines = index.search(make_vectors(1)[0], 10)
        assert (len(found), len(cosines)) == (0, 0)


def test_nothing_is_asked_for(build: Build) -> None:
    assert len(build(make_ids(5), make_vectors(5)).search(make_vectors(1)[0], 0)[0]) == 0


def test_an_id_that_is_there_twice_is_refused(store: VectorStore, held: Database) -> None:
    with pytest.raises(ValueError, match="twice"):
        build_vectors(store, held, np.array([1, 2, 1]), make_vectors(3))


def test_a_vector_of_another_dimension_is_one_clear_error(build: Build) -> None:
    index = build(make_ids(5), make_vectors(5))
    with pytest.raises(SetupError, match="gives 384 numbers, the index has vectors of 24"):
        index.search(np.ones(384, np.float32), 3)


def test_a_file_cut_short_is_noticed(build: Build, held: Database, tmp_path: Path) -> None:
    part = tmp_path / "part"
    build(make_ids(200), make_vectors(200)).save(part)
    content = part.read_bytes()
    for length in (0, 1, 5, 40, len(content) // 2, len(content) - 1):
        part.write_bytes(content[:length])
        with pytest.raises((ValueError, RuntimeError)):
            load_vectors(part, held)


def test_exact_search_in_blocks_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, queries = make_vectors(1_000), make_vectors(5, seed=1)
    expected = np.argsort(-(queries @ vectors.T), axis=1, kind="stable")[:, :10]
    assert np.array_equal(find_nearest(vectors, queries, 10), expected)
    assert find_nearest(vectors[:3], queries, 10).shape == (5, 3)
