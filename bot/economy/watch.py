"""Keeps the month's quota known and warns, once a month, when most of it is used."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.channels.line.sender import LineSender
from bot.db import Database
from bot.errors import PermanentFault, TemporaryFault
from bot.services.ledger import month_of
from bot.services.quota import FRESH, Quota, claim_warning, find_quota, refresh

log = logging.getLogger(__name__)


class QuotaWatch:
    """One job of the scheduler; several schedulers warn once all the same."""

    def __init__(self, database: Database, line: LineSender) -> None:
        self._database = database
        self._line = line
        self._tried_at: datetime | None = None

    def run(self, now: datetime) -> None:
        """Ask LINE when the last try is some minutes old, then warn where that is due."""
        if self._tried_at is None or now - self._tried_at >= FRESH:
            self._tried_at = now
            if fault := ask_line(self._database, self._line, now):
                log.warning("the quota is not known anew (%s); the last known figures count on", fault)
        with self._database.read() as session:
            quota = find_quota(session, month_of(now))
        if quota is not None and quota.needs_warning and self._is_first(quota, now):
            log.warning("messages in LINE: %s", describe(quota))

    def _is_first(self, quota: Quota, now: datetime) -> bool:
        """Whether nobody has warned this month."""
        with self._database.write() as session:
            return claim_warning(session, quota.month, now)


def ask_line(database: Database, line: LineSender, now: datetime) -> str:
    """Ask LINE for the quota unless that was done just now; why it could not be asked, or empty."""
    try:
        refresh(database, line.get_quota, now)
    except (TemporaryFault, PermanentFault) as error:
        return str(error)
    return ""


def describe(quota: Quota) -> str:
    """The quota in one line."""
    if quota.limit is None:
        return f"{quota.used:,} pushed in {quota.month:%Y-%m}, without a limit"
    used = f"{quota.used:,} of {quota.limit:,} used in {quota.month:%Y-%m} ({quota.percent} %)"
    if not quota.allows(1):
        return f"{used}; only alerts and payments are pushed"
    return f"{used}; from 95 % on only alerts and payments are pushed" if quota.needs_warning else used
