"""Wakes whoever waits for news: inside a process by a condition variable, between processes through Redis/Valkey.

A missed ring only costs time: everyone who waits also looks again after a while.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from zlib import crc32

_BUCKETS = 1024  # topics share counters: some hundred listeners seldom wake for another's news, and memory has an end


class Bell:
    """Rings by topic. `forward`, when given, carries a ring to other processes and may fail quietly."""

    def __init__(self, forward: Callable[[str], None] | None = None) -> None:
        self._conditions = [threading.Condition() for _ in range(_BUCKETS)]
        self._counts = [0] * _BUCKETS
        self._forward = forward
        self.is_closed = False

    def mark(self, topic: str) -> int:
        """Where the topic stands now; given to `wait`, no ring after it is missed."""
        return self._counts[_bucket(topic)]

    def wait(self, topic: str, timeout: float, mark: int | None = None) -> bool:
        """Wait up to `timeout` seconds for a ring since `mark` (default: since now); True when it rang."""
        bucket = _bucket(topic)
        with self._conditions[bucket]:
            start = self._counts[bucket] if mark is None else mark
            return self._conditions[bucket].wait_for(lambda: self._counts[bucket] != start, timeout)

    def ring(self, topic: str) -> None:
        """Wake those who wait for the topic, here and in other processes."""
        self.ring_here(topic)
        if self._forward:
            self._forward(topic)

    def close(self) -> None:
        """The process stops: wake everybody here once. Who serves a citizen's open stream looks at `is_closed`."""
        self.is_closed = True
        for bucket, condition in enumerate(self._conditions):
            with condition:
                self._counts[bucket] += 1
                condition.notify_all()

    def ring_here(self, topic: str) -> None:
        """Wake those who wait in this process."""
        bucket = _bucket(topic)
        with self._conditions[bucket]:
            self._counts[bucket] += 1
            self._conditions[bucket].notify_all()


def _bucket(topic: str) -> int:
    return crc32(topic.encode()) % _BUCKETS
