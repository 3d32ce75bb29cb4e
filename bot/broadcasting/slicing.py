"""A whole city is settled in slices while the first of them leaves (`bot.services.broadcasts.slices`)."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.bell import Bell
from bot.broadcasting import TOPIC
from bot.db import Database
from bot.services.broadcasts.slices import find_settling, settle_slice

PAUSE_SECONDS = 0.02  # in which others write, who wait for SQLite's one lock by looking again and again


class Slicer:
    """`step` is called by one thread. Who is killed in the middle of a slice leaves it to be settled anew."""

    def __init__(self, database: Database, bell: Bell, pause: Callable[[float], None] = time.sleep) -> None:
        self._database, self._bell, self._pause = database, bell, pause

    def step(self) -> bool:
        """Settle one slice; False when there was none."""
        with self._database.read() as session:
            broadcast_id = find_settling(session)
        if broadcast_id is None:
            return False
        with self._database.write() as session:
            is_settled = settle_slice(session, broadcast_id)
        if is_settled:
            self._bell.ring(TOPIC)
        self._pause(PAUSE_SECONDS)
        return True
