"""What is past its retention is removed, from the beginning of the log only, and the log says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.errors import Refused
from bot.models.audit import AuditEntry, AuditStart
from bot.services.audit.actions import AuditAction
from bot.services.audit.chain import open_ring, seal
from bot.services.audit.keys import SCHEDULER
from bot.services.audit.recording import record
from bot.services.audit.verification import verify

MOST_AT_ONCE = 10_000  # so that nobody waits long for the locks


def remove_old(session: Session, now: datetime, years: int) -> int:
    """Remove entries older than so many years, at most `MOST_AT_ONCE`; the number removed.

    The chain then begins behind the last of them: a sealed record says which that was and what MAC it had.
    Raises Refused, and removes nothing, when what would go is not whole: that is for people to look at first.
    """
    start = session.exec(select(AuditStart).with_for_update()).one_or_none()
    before = start.sequence if start else 0
    last = _find_last(session, before, _go_back(now, years))
    if last is None:
        return 0
    verdict = verify(session, until=last.sequence)
    if not verdict.is_whole:
        raise Refused(f"nothing was removed from the audit log: entry {verdict.bad}: {verdict.fault}")
    start = start or AuditStart(sequence=0, mac=b"", removed_at=now, key_id="", seal=b"")
    start.sequence, start.mac, start.removed_at = last.sequence, last.mac, now
    seal(start, open_ring(session).current)
    session.add(start)
    session.flush()  # the database lets nothing go that is not before the beginning
    session.execute(delete(AuditEntry).where(col(AuditEntry.sequence) <= last.sequence))
    count = last.sequence - before
    record(session, SCHEDULER, AuditAction.REMOVED, new={"up_to": last.sequence, "count": count}, now=now)
    return count


def _find_last(session: Session, before: int, limit: datetime) -> AuditEntry | None:
    """The last entry that goes: every one up to it is older than the limit."""
    behind = select(AuditEntry).where(col(AuditEntry.sequence) > before).order_by(col(AuditEntry.sequence))
    first = session.exec(behind.limit(1)).first()
    if first is None or first.at >= limit:
        return None
    kept = session.exec(behind.where(col(AuditEntry.at) >= limit).limit(1)).first()
    end = min(kept.sequence - 1 if kept else before + MOST_AT_ONCE, before + MOST_AT_ONCE)
    downwards = select(AuditEntry).where(col(AuditEntry.sequence) <= end).order_by(col(AuditEntry.sequence).desc())
    return session.exec(downwards.limit(1)).first()


def _go_back(now: datetime, years: int) -> datetime:
    try:
        return now.replace(year=now.year - years)
    except ValueError:  # from a 29 February
        return now.replace(year=now.year - years, day=28)
