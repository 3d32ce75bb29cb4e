"""The embedded engine that serves citizens: that of the version in service, taken over while the counter runs."""

from __future__ import annotations

import logging
import threading
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from bot.services.learning import versions
from bot.services.learning.workshop import Workshop
from nlu.embedded import EmbeddedEngine
from nlu.interpretation import Interpretation
from nlu.model_store import find_model, has_model

log = logging.getLogger(__name__)

RENEWED_SECONDS = 60.0


class ServedEngine:
    """Safe for several threads. At the start its model is trained when it is missing, afterwards never: a newer version
    is taken over as soon as its model is in this machine's folder, within a minute.
    """

    name = "embedded"

    def __init__(self, workshop: Workshop) -> None:
        """While the database does not answer, what it said last is gone by."""
        self._workshop = workshop
        self._looking = threading.Lock()
        self._serving = -1  # of `find_serving`; not known yet
        self._wanted = self._model = ""
        self._waits = False
        self._engine = self._start()
        self._due = monotonic() + RENEWED_SECONDS

    def parse(self, text: str) -> Interpretation:
        """As the engine in service understands it."""
        self._refresh()
        return self._engine.parse(text)

    def _start(self) -> EmbeddedEngine:
        workshop = self._workshop
        try:
            with workshop.database.read() as session:
                serving = versions.load_in_service(session)
                lot = workshop.gather(session, serving.example_ids)
            self._serving = serving.serving
            workshop.write_learned(lot)
        except SQLAlchemyError as fault:
            log.error("which understanding is in service can't be read: %s", type(fault).__name__)
            lot = workshop.read_learned()
        if left_out := len(workshop.rooms.examples) + len(lot.accepted) - len(lot.data.examples):
            log.warning("%d accepted examples no longer fit the rooms' and are left out", left_out)
        self._wanted = self._model = lot.name
        return workshop.make_engine(lot)

    def _refresh(self) -> None:
        """One thread looks, the others go on with what there is."""
        if monotonic() < self._due or not self._looking.acquire(blocking=False):
            return
        try:
            self._look()
        except (SQLAlchemyError, OSError) as fault:  # citizens are answered all the same
            log.error("a newer understanding can't be looked for: %s", type(fault).__name__)
        finally:
            self._due = monotonic() + RENEWED_SECONDS
            self._looking.release()

    def _look(self) -> None:
        workshop = self._workshop
        with workshop.database.read() as session:
            if versions.find_serving(session) != self._serving:
                serving = versions.load_in_service(session)
                lot = workshop.gather(session, serving.example_ids)
                workshop.write_learned(lot)
                self._wanted, self._serving, self._waits = lot.name, serving.serving, False
        if self._wanted != self._model:
            self._take_over()

    def _take_over(self) -> None:
        model = find_model(self._workshop.folder, self._wanted)
        if model is not None:
            self._engine, self._model = EmbeddedEngine(model, self._workshop.encoder), self._wanted
            log.info("the model %s is in service", self._wanted)
        elif not self._waits:
            self._waits = True
            fault = "is damaged" if has_model(self._workshop.folder, self._wanted) else "is not on this machine"
            log.warning("the model %s %s: %s serves until `madoguchi nlu train`", self._wanted, fault, self._model)
