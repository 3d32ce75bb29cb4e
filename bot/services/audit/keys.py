"""A new secret key: the chain goes on with it, and from then on the former one opens nothing."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.models.audit import ActorKind, AuditHead
from bot.services.audit.actions import AuditAction
from bot.services.audit.chain import open_ring
from bot.services.audit.recording import Actor, record

SCHEDULER = Actor(ActorKind.SYSTEM, "scheduler")


def note_key(session: Session, now: datetime) -> bool:
    """Add an entry when the end of the chain has a former key; whether it had.

    What that key wrote is closed then: whoever changes it must make this entry again, which needs the new key.
    """
    head, ring = session.get(AuditHead, 1), open_ring(session)
    if head is None or not ring.find_age(head.key_id):
        return False  # the present key, or one that was not given: `verify` says so
    record(session, SCHEDULER, AuditAction.KEY_CHANGED, old=head.key_id, new=ring.current.id, now=now)
    return True
