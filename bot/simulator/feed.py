"""The live feed of the page: everything that happens, numbered, so that a reader can take up where it left."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

_KEPT = 5_000


class Shown(Protocol):
    def to_json(self) -> dict[str, Any]: ...


class Feed:
    """Numbered items; readers wait on the shared condition."""

    def __init__(self, changed: threading.Condition, stopping: threading.Event) -> None:
        self._changed = changed
        self._stopping = stopping
        self._items: deque[tuple[int, str, dict[str, Any] | Shown]] = deque(maxlen=_KEPT)
        self._last = 0

    @property
    def last_number(self) -> int:
        return self._last

    def publish(self, kind: str, data: dict[str, Any]) -> None:
        """Add an item and wake the readers."""
        with self._changed:
            self._last += 1
            self._items.append((self._last, kind, data))
            self._changed.notify_all()

    def publish_all(self, kind: str, items: Sequence[Shown]) -> None:
        """Add many at once; they are written as they are when somebody reads them."""
        with self._changed:
            self._items.extend((self._last + place, kind, item) for place, item in enumerate(items, 1))
            self._last += len(items)
            self._changed.notify_all()

    def follow(self, after: int, heartbeat_seconds: float = 15.0) -> Iterator[tuple[int, str, dict[str, Any]] | None]:
        """Items after number `after`, for ever; None as a heartbeat when nothing happened. Ends with the simulator."""
        while not self._stopping.is_set():
            with self._changed:
                if self._last <= after:
                    self._changed.wait(heartbeat_seconds)
                fresh = [item for item in self._items if item[0] > after]
            if not fresh:
                yield None
            for after, kind, data in fresh:
                yield after, kind, data if isinstance(data, dict) else data.to_json()
