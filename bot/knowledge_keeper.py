"""What is published is served by every process: a thread in each follows the database."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select

from bot.clock import utc_now
from bot.counter import Counter, index_folder
from bot.errors import MadoguchiError
from bot.services.faq.adopting import adopt
from bot.services.faq.serving import TOPIC
from knowledge.models import KnowledgeEntry
from knowledge.upkeep import follow

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 1.0  # a ring from another process may be lost, and commands don't ring

# A transaction that began earlier may be committed later, under an earlier time: what is this young is counted.
YOUNG = timedelta(minutes=1)

Mark = tuple[datetime | None, int, int]


class KnowledgeKeeper:
    """When the knowledge's entries changed, it makes the index of this machine anew, unless another process of it was
    first, and what commands imported becomes the city's own FAQ."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._kept: Mark | None = None  # the state of the entries that the index is of
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="knowledge", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._counter.bell.ring_here(TOPIC)
        self._thread.join(5)

    def run_once(self) -> bool:
        """Whether there was anything to do."""
        mark = self._find_mark()
        if mark == self._kept or mark[0] is None:  # an index of nothing would only take away what is served
            return False
        counter = self._counter
        if adopted := adopt(counter.database, counter.city, utc_now()):
            log.info("%d FAQ were taken over from the knowledge", adopted)
        folder = index_folder(counter.settings)
        if follow(counter.database, counter.encoder, folder, counter.settings.vectors):
            log.info("the index was made anew")
        counter.knowledge.is_ready()
        self._kept = mark
        return True

    def _find_mark(self) -> Mark:
        with self._counter.database.read() as session:
            active = func.count().filter(col(KnowledgeEntry.active))
            young = func.count().filter(col(KnowledgeEntry.updated_at) > utc_now() - YOUNG)
            changed, number, fresh = session.exec(select(func.max(KnowledgeEntry.updated_at), active, young)).one()
        return changed, number, fresh

    def _loop(self) -> None:
        while not self._stopping.is_set():
            heard = self._counter.bell.mark(TOPIC)
            try:
                self.run_once()
            except SQLAlchemyError as error:
                log.error("knowledge: the database said %s; trying again", type(error).__name__)
            except (MadoguchiError, OSError) as error:  # no room on the disk, a model that was changed
                log.error("knowledge: %s; trying again", error)
            self._counter.bell.wait(TOPIC, LOOK_AGAIN_SECONDS, heard)
