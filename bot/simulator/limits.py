"""LINE's counting of messages per month and of calls per second."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.clock import TOKYO
from bot.simulator.refusal import QUOTA_USED_UP, RATE_LIMITED, Refusal

_BULK = {"narrowcast", "broadcast", "testWebhookEndpoint"}

_MENUS = {"createRichMenu", "deleteRichMenu", "deleteRichMenuAlias", "getRichMenuBatchProgress"}


class Quota:
    """Messages the city has bought a month; replies are free. `limit` None means without limit."""

    def __init__(self, clock: Callable[[], datetime], limit: int | None = 200) -> None:
        self.limit = limit
        self._clock = clock
        self._used: defaultdict[str, int] = defaultdict(int)

    @property
    def used(self) -> int:
        """Messages sent this month, one for each citizen reached by a call."""
        return self._used[self._month()]

    def spend(self, recipients: int) -> None:
        """Count a call's recipients; raises Refusal 429 and counts nothing when they don't fit."""
        if self.limit is not None and self.used + recipients > self.limit:
            raise Refusal(429, QUOTA_USED_UP)
        self._used[self._month()] += recipients

    def to_json(self) -> dict[str, Any]:
        return {"limit": self.limit, "used": self.used}

    def _month(self) -> str:
        return self._clock().astimezone(TOKYO).strftime("%Y-%m")


class RateLimits:
    """Calls allowed per operation: (calls, seconds). Set an entry of `by_operation` to try a lower one."""

    def __init__(self) -> None:
        self.by_operation: dict[str, tuple[int, float]] = {
            "multicast": (200, 1.0),
            **dict.fromkeys(_BULK, (60, 3600.0)),
            **dict.fromkeys(_MENUS, (100, 3600.0)),
            "richMenuBatch": (3, 3600.0),
        }
        self.otherwise: tuple[int, float] = (2000, 1.0)
        self._lock = threading.Lock()
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def check(self, operation: str) -> None:
        """Count a call; raises Refusal 429 when there were too many in the window."""
        allowed, seconds = self.by_operation.get(operation, self.otherwise)
        with self._lock:
            calls, now = self._calls[operation], time.monotonic()
            while calls and now - calls[0] > seconds:
                calls.popleft()
            if len(calls) >= allowed:
                raise Refusal(429, RATE_LIMITED)
            calls.append(now)
