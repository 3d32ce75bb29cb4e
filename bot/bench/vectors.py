"""Search among a million passages: how long, in how much memory, and how much of what exact search finds.

The vectors are synthetic (`bot.bench.synthetic`), the questions' encoding is real. One process builds, another, fresh
one is measured, since memory that was needed for building would count otherwise.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bot.bench.figures import Figure, describe, percentile
from bot.bench.memory import MEGABYTE, read_resident_bytes
from bot.bench.questions import list_questions
from bot.bench.synthetic import make_queries, open_vectors, write_vectors
from knowledge.encoders.bundled import BundledEncoder
from knowledge.encoders.protocol import Vectors
from knowledge.index.vectors import FaissIndex, find_nearest
from knowledge.ranking.fusion import CANDIDATES

QUERIES = 200
NEAREST = 10
WARM_UP = 5


def measure(count: int) -> list[Figure]:
    """Build an index of `count` passages in one process, search it in another."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder:
        write_vectors(Path(folder) / "vectors", count)
        built = _run("build", folder)
        return _figures(count, built, _run("search", folder))


def build(folder: Path) -> dict[str, float]:
    """Write the index, and queries with what exact search finds for each."""
    vectors = open_vectors(folder / "vectors")
    start = time.monotonic()
    FaissIndex.build(np.arange(len(vectors), dtype=np.int64), vectors).save(folder / "index")
    seconds = time.monotonic() - start
    queries = make_queries(vectors, QUERIES)
    np.savez(folder / "queries.npz", queries=queries, nearest=find_nearest(vectors, queries, NEAREST))
    return {"seconds": seconds, "megabytes": (folder / "index").stat().st_size / MEGABYTE}


def search(folder: Path) -> dict[str, Any]:
    """One question after the other: encoded, and its candidates found, as a citizen's is."""
    with np.load(folder / "queries.npz") as file:
        queries, nearest = file["queries"], file["nearest"]
    encoder = BundledEncoder()
    index = FaissIndex.load(folder / "index")
    texts = [f"{text} {number}" for number, text in enumerate(list_questions(QUERIES + WARM_UP))]
    for text in texts[QUERIES:]:
        _search(encoder, index, text, queries[0])
    timed = [_search(encoder, index, text, query) for text, query in zip(texts, queries, strict=False)]
    right = sum(len(set(ids[:NEAREST]) & set(exact)) for (_, _, ids), exact in zip(timed, nearest, strict=True))
    return {
        "whole": [whole for whole, _, _ in timed],
        "search": [alone for _, alone, _ in timed],
        "missed": 100 - 100 * right / nearest.size,
        "resident": read_resident_bytes(os.getpid()) / MEGABYTE,
    }


def _search(encoder: BundledEncoder, index: FaissIndex, text: str, query: Vectors) -> tuple[float, float, Any]:
    start = time.perf_counter()
    encoder.encode_query([text])
    encoded = time.perf_counter()
    ids, _ = index.search(query, CANDIDATES)
    end = time.perf_counter()
    return (end - start) * 1000, (end - encoded) * 1000, ids


def _figures(count: int, built: dict[str, Any], found: dict[str, Any]) -> list[Figure]:
    size = f"{built['megabytes']:.0f} MB, {built['seconds']:.0f} s to build"
    whole, alone = found["whole"], found["search"]
    detail = f"search alone: median {percentile(alone, 0.5):.1f}, p95 {percentile(alone, 0.95):.1f}"
    return [
        Figure(f"search p50, {count:,} passages", percentile(whole, 0.5), "ms", None, describe(whole)),
        Figure(f"search p95, {count:,} passages", percentile(whole, 0.95), "ms", 60, detail),
        Figure("missed of the 10 nearest", found["missed"], "%", 3, f"{QUERIES} queries against exact search"),
        Figure("resident memory of search", found["resident"], "MB", 1024, f"with the encoder; index {size}"),
    ]


def _run(step: str, folder: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot.bench.vectors", step, folder], check=True, stdout=subprocess.PIPE
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


if __name__ == "__main__":
    steps = {"build": build, "search": search}
    sys.stdout.write(json.dumps(steps[sys.argv[1]](Path(sys.argv[2]))))
