"""A circuit breaker: a server that is down is not asked for every citizen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 3
REST_SECONDS = 30.0


class Breaker:
    """Opens after `limit` failures in a row; open, it lets one call through every `rest_seconds` until one succeeds.

    Safe for several threads. Whoever was let through reports how it went; one who never does costs one more rest.
    """

    def __init__(
        self,
        limit: int = FAILURES,
        rest_seconds: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = 0.0

    def lets_through(self) -> bool:
        """Whether to call now."""
        with self._lock:
            if self._failures < self._limit:
                return True
            if self._clock() < self._rests_until:
                return False
            self._rest()  # this call is the trial; nobody else's until it reports
            return True

    def succeed(self) -> bool:
        """Report an answer; True when that closed it."""
        with self._lock:
            was_open = self._failures >= self._limit
            self._failures = 0
            return was_open

    def fail(self) -> bool:
        """Report a failure; True when that opened it."""
        with self._lock:
            self._failures += 1
            self._rest()
            return self._failures == self._limit

    def _rest(self) -> None:
        self._rests_until = self._clock() + self._rest_seconds
