"""One serving process: the web application and, embedded, the worker and the scheduler as its threads."""

from __future__ import annotations

import threading
from time import monotonic

from bot.app import create_app
from bot.dialogue.registry import check_identity
from bot.knowledge_keeper import KnowledgeKeeper
from bot.processes import build_checked_counter
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.simulator.line import SimulatedLine
from bot.worker import Worker

STOP_SECONDS = 5.0  # less than the server's grace


class Serving:
    """Starts everything at once; `app` is the Flask application."""

    def __init__(self, settings: Settings, with_worker: bool, simulator: SimulatedLine | None) -> None:
        counter = build_checked_counter(settings)
        if not settings.has_identity:
            check_identity(counter.registry, counter.city)
        counter.knowledge.refresh()
        self._simulator = simulator
        self._counter = counter
        self._background: list[Worker | Scheduler | KnowledgeKeeper] = [KnowledgeKeeper(counter)]
        if with_worker:
            self._background += [Worker(counter), Scheduler(counter)]
        if counter.redis:
            counter.redis.start()
        for part in self._background:
            part.start()
        self.app = create_app(counter, simulator, is_alone=with_worker)

    def end_streams(self) -> None:
        """End what would stay open for minutes: no process can stop before. Called by a signal's handler."""
        self._counter.bell.close()
        if self._simulator:
            self._simulator.stop()

    def stop(self) -> None:
        """Let turns and sends finish, and whatever else has begun: all at the same time, since a process that takes
        longer than its grace is killed."""
        ends = [threading.Thread(target=part.stop, name="stopping", daemon=True) for part in self._background]
        for end in ends:
            end.start()
        deadline = monotonic() + STOP_SECONDS
        for end in ends:
            end.join(max(0.0, deadline - monotonic()))
        self._counter.close()
