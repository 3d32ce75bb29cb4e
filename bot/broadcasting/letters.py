"""What is said as LINE's JSON, made once for all its batches."""

from __future__ import annotations

import threading
from typing import Any

from bot.channels.line.render import render_messages
from bot.db import Database
from bot.models.broadcasts import Broadcast
from bot.services.broadcasts.saying import Sayer

KEPT = 64


class Letters:
    """Safe for several threads. A broadcast's content does not change once its recipients are settled."""

    def __init__(self, database: Database, sayer: Sayer) -> None:
        self._database, self._sayer = database, sayer
        self._made: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def get(self, broadcast_id: int, language: str) -> list[dict[str, Any]]:
        """LINE's message objects."""
        with self._lock:
            if (broadcast_id, language) not in self._made:
                if len(self._made) >= KEPT:
                    self._made.pop(next(iter(self._made)))
                with self._database.read() as session:
                    broadcast = session.get_one(Broadcast, broadcast_id)
                    said = self._sayer.say(session, broadcast, language)
                self._made[broadcast_id, language] = render_messages(said)
            return self._made[broadcast_id, language]
