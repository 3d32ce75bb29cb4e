"""What the scheduler does about understanding: proposals are found, and the shadow reads what was said."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.counter import Counter
from bot.dialogue.handler import Handler
from bot.dialogue.registry import Registry
from bot.errors import TemporaryFault
from bot.services.learning.finding import Rooms
from bot.services.learning.proposals import Reader
from bot.services.learning.shadow import Shadow

log = logging.getLogger(__name__)


class Learning:
    """Both jobs go on where they were, and may run in any number of schedulers."""

    def __init__(self, counter: Counter) -> None:
        understanding = counter.understanding
        self._reader = Reader(
            counter.database,
            understanding.workshop.rooms,
            list_rooms(counter.registry),
            understanding.interpreter.interpret,
        )
        shadow, name = understanding.shadow, counter.settings.shadow
        self._shadow = Shadow(counter.database, name, shadow.interpret) if shadow else None
        self._is_silent = False  # the shadow did not answer the last time

    def run(self, now: datetime) -> None:
        """All that is due."""
        if found := self._reader.read(now):
            log.info("%d new proposals of examples", found)
        if self._shadow is None:
            return
        try:
            self._shadow.compare(now)
            self._is_silent = False
        except TemporaryFault as fault:
            if not self._is_silent:
                log.warning("shadow mode: %s; it goes on when that is over", fault)
            self._is_silent = True


def list_rooms(registry: Registry) -> Rooms:
    """What the rules over the log need to know of the services."""
    return Rooms(
        intents={handler.name: handler.intents for handler in registry},
        listed=frozenset(handler.name for handler in registry if handler.is_listed and not _is_universal(handler)),
    )


def _is_universal(handler: Handler) -> bool:
    """Whether it is reached by universal words, whatever it is reached for."""
    return set(handler.intents) <= set(handler.at_any_step)
