"""What the scheduler does for the audit log."""

from __future__ import annotations

import logging
from datetime import date, datetime
from pathlib import Path

from bot.db import Database
from bot.errors import MadoguchiError, Refused
from bot.services.audit.checkpoints import Checkpoints
from bot.services.audit.keys import note_key
from bot.services.audit.retention import remove_old

log = logging.getLogger(__name__)


class AuditWatch:
    """Says that a new key is in use, keeps checkpoints outside of the database, and removes what is too old once a day.

    What is wrong with its file is logged: the scheduler's other jobs don't wait for that.
    """

    def __init__(self, database: Database, checkpoints: Path, years: int) -> None:
        self._database = database
        self._checkpoints = Checkpoints(checkpoints)
        self._years = years
        self._removed_on: date | None = None

    def run(self, now: datetime) -> None:
        """Once a minute."""
        with self._database.write() as session:
            note_key(session, now)
        if self._removed_on != now.date():
            self._removed_on = now.date()
            self._remove_old(now)
        try:
            with self._database.read() as session:
                self._checkpoints.write(session, now)
        except (MadoguchiError, OSError) as error:
            log.error("audit log: no checkpoint is kept: %s", error)

    def _remove_old(self, now: datetime) -> None:
        removed = 1
        while removed:
            try:
                with self._database.write() as session:
                    removed = remove_old(session, now, self._years)
            except Refused as error:
                log.error("audit log: %s", error)
                return
            if removed:
                log.info("audit log: %d entries were older than %d years and are removed", removed, self._years)
