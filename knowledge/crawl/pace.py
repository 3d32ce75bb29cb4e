"""When the next request may be made: not too soon after the last answer, and only in the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from knowledge.crawl.window import Window

SLICE_SECONDS = 240.0  # a long wait is cut into these, so that others see that the crawl is alive
MOST_ASKED_SECONDS = 300.0  # a server that asks for a longer pause is asked again in the next crawl


class Pace:
    """`now` and `wait` are the caller's clock; `beat` is called between the slices of a long wait."""

    def __init__(
        self,
        delay_seconds: float,
        window: Window | None,
        now: Callable[[], datetime],
        wait: Callable[[float], None],
        beat: Callable[[], None],
    ) -> None:
        self.delay_seconds = delay_seconds
        self._window, self._now, self._wait, self._beat = window, now, wait, beat
        self._next_at = now()

    def slow_down(self, seconds: float) -> None:
        """At least so long between two requests: the site's `Crawl-delay`."""
        self.delay_seconds = max(self.delay_seconds, seconds)

    def await_turn(self) -> None:
        """Wait until a request may be made."""
        while seconds := self._seconds_left():
            self._wait(min(seconds, SLICE_SECONDS))
            if seconds > SLICE_SECONDS:
                self._beat()

    def note_answer(self, pause_seconds: float = 0) -> None:
        """An answer has come, perhaps with the wish for a pause."""
        seconds = max(self.delay_seconds, min(pause_seconds, MOST_ASKED_SECONDS))
        self._next_at = self._now() + timedelta(seconds=seconds)

    def _seconds_left(self) -> float:
        now = self._now()
        closed = self._window.seconds_until_open(now) if self._window else 0.0
        return max(closed, (self._next_at - now).total_seconds(), 0.0)
