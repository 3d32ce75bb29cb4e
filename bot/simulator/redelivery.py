"""One thread that comes back to webhooks which were not accepted."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable

from bot.simulator.records import Delivery


class Redeliverer:
    """Calls `again(delivery)` after a while; the thread starts with the first use."""

    def __init__(self, again: Callable[[Delivery], None]) -> None:
        self._again = again
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, Delivery]] = []
        self._order = itertools.count()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def schedule(self, delivery: Delivery, seconds: float) -> None:
        with self._changed:
            if self._stopped:
                return
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), delivery))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="line-redelivery", daemon=True)
                self._thread.start()
            self._changed.notify()

    def stop(self) -> None:
        """Forget what is waiting and end the thread."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=10)

    def _run(self) -> None:
        while (delivery := self._next()) is not None:
            self._again(delivery)

    def _next(self) -> Delivery | None:
        with self._changed:
            while not self._stopped:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
        return None
