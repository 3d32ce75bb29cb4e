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
        self._conditions: dict[int, threading.Condition] = {}  # by bucket, made when somebody waits or rings
        self._making = threading.Lock()
        self._counts = [0] * _BUCKETS
        self._forward = forward
        self.is_closed = False

    def mark(self, topic: str) -> int:
        """Where the topic stands now; given to `wait`, no ring after it is missed."""
        return self._counts[_bucket(topic)]

    def wait(self, topic: str, timeout: float, mark: int | None = None) -> bool:
        """Wait up to `timeout` seconds for a ring since `mark` (default: since now); True when it rang."""
        bucket = _bucket(topic)
        condition = self._condition(bucket)
        with condition:
            start = self._counts[bucket] if mark is None else mark
            return condition.wait_for(lambda: self._counts[bucket] != start, timeout)

    def ring(self, topic: str) -> None:
        """Wake those who wait for the topic, here and in other processes."""
        self.ring_here(topic)
        if self._forward:
            self._forward(topic)

    def close(self) -> None:
        """The process stops: wake everybody here once. Who serves a citizen's open stream looks at `is_closed`."""
        self.is_closed = True
        with self._making:  # who comes to wait from here on does so from the new counts
            waited_for = dict(self._conditions)
            for bucket in set(range(_BUCKETS)) - set(waited_for):
                self._counts[bucket] += 1
        for bucket in waited_for:
            self._wake(bucket)

    def ring_here(self, topic: str) -> None:
        """Wake those who wait in this process."""
        self._wake(_bucket(topic))

    def _wake(self, bucket: int) -> None:
        condition = self._condition(bucket)
        with condition:
            self._counts[bucket] += 1
            condition.notify_all()

    def _condition(self, bucket: int) -> threading.Condition:
        found = self._conditions.get(bucket)
        if found is not None:
            return found
        with self._making:
            return self._conditions.setdefault(bucket, threading.Condition())


def _bucket(topic: str) -> int:
    return crc32(topic.encode()) % _BUCKETS
