"""Broadcasts end with their last batch, whichever channel it was on."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.db import Database
from bot.services.broadcasts.batches import end_broadcasts, has_ended

log = logging.getLogger(__name__)


def end_all(database: Database, now: datetime) -> bool:
    """End those of which nothing is left to do; False when there was none."""
    with database.read() as session:
        if not has_ended(session):
            return False
    with database.write() as session:
        over = end_broadcasts(session, now)
        for broadcast in over:
            log.info("broadcast %s: %s, %d recipients", broadcast.id, broadcast.status, broadcast.total)
    return bool(over)
