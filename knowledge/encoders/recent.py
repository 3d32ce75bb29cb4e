"""Vectors of the questions asked last: one sentence is asked for by understanding and by search."""

from __future__ import annotations

import threading
from collections import OrderedDict

from knowledge.encoders.protocol import Vectors

REMEMBERED_QUERIES = 256


class RecentQueries:
    """The last questions and their vectors, for threads. What it gives is a copy: who changes it harms nobody."""

    def __init__(self) -> None:
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, text: str) -> Vectors | None:
        """Shape (1, dimension)."""
        with self._lock:
            if text not in self._vectors:
                return None
            self._vectors.move_to_end(text)
            return self._vectors[text].copy()

    def remember(self, text: str, vector: Vectors) -> None:
        """`vector` has shape (1, dimension)."""
        with self._lock:
            self._vectors[text] = vector.copy()
            if len(self._vectors) > REMEMBERED_QUERIES:
                self._vectors.popitem(last=False)
