"""The demo's night on the page: one at a time, begun by a button, with a line that says how far it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue

from bot.errors import describe_fault

if TYPE_CHECKING:
    from bot.simulator.feed import Feed
    from bot.simulator.line import SimulatedLine

log = logging.getLogger(__name__)

Tell = Callable[[int, int, str], object]  # the number of the step, how many there are, and what it is called
Play = Callable[[Tell], None]  # a whole night


class Stage:
    """Plays in a thread of its own. Every change goes into the page's live feed."""

    def __init__(self, feed: Feed, play: Play) -> None:
        self._feed = feed
        self._play = play
        self._lock = threading.Lock()
        self._state: dict[str, Any] = {"isPlaying": False, "step": 0, "steps": 0, "title": "", "failed": False}

    def begin(self) -> bool:
        """False while one is being played."""
        with self._lock:
            if self._state["isPlaying"]:
                return False
            self._say(isPlaying=True, step=0, steps=0, title="", failed=False)
        threading.Thread(target=self._run, name="night", daemon=True).start()
        return True

    def to_json(self) -> dict[str, Any]:
        return dict(self._state)

    def _run(self) -> None:
        try:
            self._play(lambda step, steps, title: self._say(step=step, steps=steps, title=title))
            self._say(isPlaying=False)
        except Exception as error:  # noqa: BLE001  # it can be begun again, so it must not seem to go on for ever
            log.error("the night broke off: %s", describe_fault(error))
            self._say(isPlaying=False, failed=True)

    def _say(self, **changes: Any) -> None:
        self._state = {**self._state, **changes}
        self._feed.publish("night", self._state)


def add_stage(page: Blueprint, line: SimulatedLine) -> None:
    """`POST /simulator/night`: 202, 409 while one is being played, and 404 where nobody can play one."""

    @page.post("/night")
    def play_night() -> ResponseReturnValue:
        stage = line.stage or abort(404)
        begun = stage.begin()
        return jsonify(stage.to_json()), 202 if begun else 409
