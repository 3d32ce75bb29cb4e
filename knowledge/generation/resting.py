"""A generator that is left alone for a while after it did not answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bot.errors import PermanentFault, TemporaryFault
from knowledge.generation.protocol import Generator, Message

REST_SECONDS = 60.0


class RestingGenerator:
    """One citizen waits for a generator that is down, not everybody who asks after them: workers are few.

    Safe in threads: what is read and written is one number.
    """

    def __init__(self, generator: Generator, clock: Callable[[], float] = time.monotonic) -> None:
        self._generator = generator
        self._clock = clock
        self._rests_until = float("-inf")

    def generate(self, messages: Sequence[Message]) -> str | None:
        """As the generator; None for a minute after a fault."""
        if self._clock() < self._rests_until:
            return None
        try:
            return self._generator.generate(messages)
        except (TemporaryFault, PermanentFault):
            self._rests_until = self._clock() + REST_SECONDS
            raise
