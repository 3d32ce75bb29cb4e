"""What is new at the desk: looked up once for all open streams of this process, and each list of it made once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from bot.bell import Bell
from bot.db import Database
from bot.services.desk.marks import OpenRequest, list_open, mark_news, mark_queue
from bot.services.desk.requests import QUEUE
from bot.services.staff.principal import SignedIn

MISSED_SECONDS = 2.0  # what another process did, without Redis: it rings no bell here
LEFT_SECONDS = 10.0  # nobody asks about a request any more
FRESH_SECONDS = 5.0  # of a list as long as nothing changes: waiting times are minutes


class News:
    """Safe for threads: fifty operators with two streams each cost two looks every other second, and one a ring."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell
        self._queue_lock, self._talks_lock, self._lists_lock = threading.Lock(), threading.Lock(), threading.Lock()
        self._queue: Sequence[OpenRequest] = ()
        self._queue_rung, self._queue_at = -1, 0.0
        self._talks: dict[int, str] = {}
        self._asked_at: dict[int, float] = {}
        self._talks_at = -MISSED_SECONDS
        self._lists: dict[tuple[Any, ...], tuple[float, str]] = {}

    def mark_queue(self, staff: SignedIn) -> str:
        """The mark of what this member may see of the queue: as it was at the last ring, or a moment ago."""
        with self._queue_lock:
            rung = self._bell.mark(QUEUE)
            if rung != self._queue_rung or monotonic() - self._queue_at >= MISSED_SECONDS:
                with self._database.read() as session:
                    self._queue = list_open(session)
                self._queue_rung, self._queue_at = rung, monotonic()
            queue = self._queue
        return mark_queue(queue, staff)

    def mark_talk(self, request_id: int) -> str:
        """Another value when something may have happened in a conversation, a moment ago at the latest; no words for
        one that is asked about for the first time."""
        with self._talks_lock:
            now = monotonic()
            self._asked_at[request_id] = now
            if now - self._talks_at >= MISSED_SECONDS:
                self._asked_at = {id: at for id, at in self._asked_at.items() if now - at < LEFT_SECONDS}
                with self._database.read() as session:
                    self._talks = mark_news(session, self._asked_at)
                self._talks_at = monotonic()
            return self._talks.get(request_id, "")

    def share_list(self, key: tuple[Any, ...], make: Callable[[], str]) -> str:
        """What was made for this key a moment ago, else now. The key has all that it depends on: who may see it, how
        they look at it, and the mark of what they were told of."""
        with self._lists_lock:
            now = monotonic()
            self._lists = {key: one for key, one in self._lists.items() if now - one[0] < FRESH_SECONDS}
            if key not in self._lists:
                self._lists[key] = (now, make())
            return self._lists[key][1]
