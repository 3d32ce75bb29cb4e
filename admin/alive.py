"""Which members are still signed in, for open streams: looked up once for all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from bot.db import Database
from bot.services.staff import sessions

FRESH_SECONDS = 0.5  # a stream asks once a second, so it ends within a second and a half


class Alive:
    """Safe for threads: some hundred streams cost two looks a second."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: frozenset[str] = frozenset()
        self._looked_at = -FRESH_SECONDS

    def has(self, key_hash: str) -> bool:
        """Whether the session with this id is open, and its member is not disabled. One that is not known is looked up
        at once, since it may have just begun."""
        with self._lock:
            if monotonic() - self._looked_at >= FRESH_SECONDS or key_hash not in self._keys:
                with self._database.read() as session:
                    self._keys = sessions.list_alive(session, self._clock())
                self._looked_at = monotonic()
            return key_hash in self._keys
