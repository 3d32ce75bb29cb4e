"""Whether a broadcast may go on, asked before each request and of the database a few times a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from bot.broadcasting.claiming import list_going
from bot.db import Database

FRESH_SECONDS = 0.25  # a stop is heard of within it


class Going:
    """Safe for several threads."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._lock = threading.Lock()
        self._said: dict[int, tuple[float, bool]] = {}

    def may_go(self, broadcast_id: int) -> bool:
        """As it was at most a quarter of a second ago."""
        with self._lock:
            at, is_going = self._said.get(broadcast_id, (float("-inf"), False))
            if self._clock() - at < FRESH_SECONDS:
                return is_going
            with self._database.read() as session:
                is_going = bool(list_going(session, (broadcast_id,)))
            self._said = {one: said for one, said in self._said.items() if self._clock() - said[0] < FRESH_SECONDS}
            self._said[broadcast_id] = (self._clock(), is_going)
            return is_going
