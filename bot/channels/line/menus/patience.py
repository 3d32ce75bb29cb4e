"""Asking LINE again when it does not answer or is asked too fast, a little later each time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from bot.channels.line.delivery import get_delay_seconds
from bot.errors import TemporaryFault

T = TypeVar("T")
TRIES = 6  # with the delays between them some half a minute


class Patience:
    """`pause` waits that many seconds."""

    def __init__(self, pause: Callable[[float], None] = time.sleep, tries: int = TRIES) -> None:
        self._pause = pause
        self._tries = tries

    def ask(self, call: Callable[..., T], *args: Any) -> T:
        """What the call gives. Raises TemporaryFault when the last try failed, too."""
        for attempt in range(1, self._tries):
            try:
                return call(*args)
            except TemporaryFault:
                self.wait(attempt)
        return call(*args)

    def wait(self, attempt: int) -> None:
        self._pause(get_delay_seconds(attempt, random.random()))
