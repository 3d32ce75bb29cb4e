"""How fast multicasts leave. LINE takes 200 in any second of a channel, from however many processes.

A row says until when the present pace is used up; whoever claims batches moves it on, so that all processes together
keep to it, with or without Valkey. Within a process a window of the last second smooths what threads bunch up.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.models.broadcasts import BroadcastPace

MULTICASTS_PER_SECOND = 200  # https://developers.line.biz/en/reference/messaging-api/#rate-limits
SHARED_RATE = 197.0  # claimed by all processes together: a little less, since they are not each other's window
AHEAD_SECONDS = 0.25  # no more is claimed than leaves within it, so that what is urgent can still overtake
WINDOW_SECONDS = 1.01  # requests travel for different times
ONLY = 1


def take_turns(session: Session, wanted: int, now: float) -> int:
    """How many of so many may leave soon; the pace is used up by them. `now` is in seconds since 1970."""
    pace = session.exec(select(BroadcastPace).where(col(BroadcastPace.id) == ONLY).with_for_update()).first()
    if pace is None:
        insert_if_new(session, BroadcastPace, {"id": ONLY, "used_until": 0.0})
        pace = session.exec(select(BroadcastPace).where(col(BroadcastPace.id) == ONLY).with_for_update()).one()
    start = max(pace.used_until, now)
    given = min(wanted, max(0, int((now + AHEAD_SECONDS - start) * SHARED_RATE)))
    pace.used_until = start + given / SHARED_RATE
    session.add(pace)
    return given


class Window:
    """Lets through at most so many in any second; the others wait. Safe for several threads."""

    def __init__(
        self,
        allowed: int = MULTICASTS_PER_SECOND,
        seconds: float = WINDOW_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._allowed, self._seconds = allowed, seconds
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._passed: deque[float] = deque(maxlen=allowed)

    def enter(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            now = self._clock()
            full = len(self._passed) == self._allowed
            turn = max(now, self._passed[0] + self._seconds) if full else now
            self._passed.append(turn)
        if turn > now:
            self._sleep(turn - now)
