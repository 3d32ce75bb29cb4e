"""The scheduler: what is due by the clock. Every job may run twice without harm, so two schedulers are no danger."""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import utc_now
from bot.counter import Counter
from bot.services.retention import purge_erased, purge_old

log = logging.getLogger(__name__)

PERIOD_SECONDS = 60.0


class Scheduler:
    """Runs the jobs once a minute in a daemon thread."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="scheduler", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)

    def run_once(self) -> None:
        """All jobs, now."""
        now = utc_now()
        with self._counter.database.write() as session:
            erased = purge_erased(session, now)
            old = purge_old(session, now, self._counter.city.retention_days)
        if erased or old:
            log.info("purged %d erased conversations and %d old ones", erased, old)

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                self.run_once()
            except SQLAlchemyError as error:
                log.error("scheduler: the database said %s; trying again in a minute", type(error).__name__)
            self._stopping.wait(PERIOD_SECONDS)
