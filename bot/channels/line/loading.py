"""LINE's loading animation for turns that take longer than a second."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Self

from bot.channels.line.outcome import SendStatus
from bot.channels.line.sender import LineSender

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 1.0
SHOWN_SECONDS = 20
GRACE_SECONDS = 1.0


class LoadingTimer:
    """`with LoadingTimer(sender, address): …` shows the animation when the block is still running after a second.

    It ends by itself when a message arrives. Refusals are logged, never raised: a turn must not fail for a decoration.
    """

    def __init__(self, sender: LineSender, address: str, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._sender = sender
        self._address = address
        self._timer = threading.Timer(patience_seconds, self._start_loading)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        # An animation that starts after the answer would run on for nothing.
        self._timer.join(GRACE_SECONDS)

    def _start_loading(self) -> None:
        outcome = self._sender.start_loading(self._address, SHOWN_SECONDS)
        if outcome.status is not SendStatus.ACCEPTED:
            logger.warning(
                "LINE loading animation not shown: %s %s, request %s",
                outcome.status,
                outcome.http_status,
                outcome.request_id,
            )
