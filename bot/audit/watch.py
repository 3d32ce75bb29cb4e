"""What the scheduler does for the audit log."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from bot.db import Database
from bot.errors import MadoguchiError
from bot.services.audit.checkpoints import Checkpoints
from bot.services.audit.keys import note_key

log = logging.getLogger(__name__)


class AuditWatch:
    """Says that a new key is in use, and keeps checkpoints outside of the database.

    What is wrong with its file is logged: the scheduler's other jobs don't wait for that.
    """

    def __init__(self, database: Database, checkpoints: Path) -> None:
        self._database = database
        self._checkpoints = Checkpoints(checkpoints)

    def run(self, now: datetime) -> None:
        """Once a minute."""
        with self._database.write() as session:
            note_key(session, now)
        try:
            with self._database.read() as session:
                self._checkpoints.write(session, now)
        except (MadoguchiError, OSError) as error:
            log.error("audit log: no checkpoint is kept: %s", error)
