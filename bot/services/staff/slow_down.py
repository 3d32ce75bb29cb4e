"""Slows guesses down, by login and by address, over all processes.

A try is counted before it is made, so that many at once don't slip through together, and forgiven when it was right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.db import insert_if_new
from bot.errors import UserError
from bot.models.staff import StaffTries

FREE_PER_LOGIN = 5
FREE_PER_ADDRESS = 30  # a whole office may come from one
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class Guessing:
    """One try at a login from an address; `fingerprint` hides both. Neither needs to exist."""

    fingerprint: Callable[[str], str]
    login: str
    address: str

    def count(self, session: Session, now: datetime) -> None:
        """Count this try. Raises UserError that says how long to wait, and counts nothing, while one must."""
        old = select(StaffTries.id).where(col(StaffTries.failed_at) < now - FORGOTTEN_AFTER)
        session.execute(
            delete(StaffTries).where(col(StaffTries.id).in_(old.with_for_update(skip_locked=True)))
        )  # what another transaction counts at this moment stays
        rows = [(self._lock(session, subject, now), free) for subject, free in self._subjects()]
        waits = [row.wait_until for row, _ in rows if row.wait_until and row.wait_until > now]
        if waits:
            raise UserError("admin.wait", minutes=ceil((max(waits) - now) / timedelta(minutes=1)))
        for row, free in rows:
            row.failures, row.failed_at = row.failures + 1, now
            row.wait_until = _wait_after(row.failures - free, now)
            session.add(row)
        session.flush()

    def forgive(self, session: Session, now: datetime) -> None:
        """It was right: the login begins anew, and for the address it is as if it had not been made, so that a
        password of one's own gives nobody more tries at others'."""
        (login, _), (address, _) = self._subjects()
        session.execute(delete(StaffTries).where(col(StaffTries.subject_fingerprint) == login))
        row = self._lock(session, address, now)
        row.failures, row.wait_until = max(0, row.failures - 1), None
        session.add(row)
        session.flush()

    def _subjects(self) -> tuple[tuple[str, int], tuple[str, int]]:
        return (
            (self.fingerprint(f"staff tries of login:{self.login}"), FREE_PER_LOGIN),
            (self.fingerprint(f"staff tries from address:{self.address}"), FREE_PER_ADDRESS),
        )

    def _lock(self, session: Session, subject: str, now: datetime) -> StaffTries:
        """The row of this subject, ours until the transaction ends; always the login's before the address's."""
        insert_if_new(session, StaffTries, {"subject_fingerprint": subject, "failures": 0, "failed_at": now})
        own = select(StaffTries).where(StaffTries.subject_fingerprint == subject).with_for_update()
        return session.exec(own.execution_options(populate_existing=True)).one()


def _wait_after(too_many: int, now: datetime) -> datetime | None:
    """Nothing at first, then twice as long each time."""
    if too_many < 0:
        return None
    wait: timedelta = FIRST_WAIT * 2 ** min(too_many, 10)
    return now + min(LONGEST_WAIT, wait)
