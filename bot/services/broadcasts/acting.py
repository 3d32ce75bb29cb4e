"""What staff do with broadcasts is in the audit log."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from bot.models.broadcasts import Broadcast
from bot.services.audit import Action, record
from bot.services.staff.recording import Acting


class BroadcastAction(Action):
    DRAFTED = "broadcast.drafted"
    CHANGED = "broadcast.changed"
    DELETED = "broadcast.deleted"
    SUBMITTED = "broadcast.submitted"
    WITHDRAWN = "broadcast.withdrawn"
    APPROVED = "broadcast.approved"
    TESTED = "broadcast.tested"
    STOPPED = "broadcast.stopped"
    CORRECTED = "broadcast.corrected"


def note(session: Session, acting: Acting, action: BroadcastAction, broadcast: Broadcast, **new: Any) -> None:
    """To be called last in the transaction."""
    record(
        session,
        acting.actor,
        action,
        object_kind="broadcast",
        object_id=str(broadcast.id),
        new=new or None,
        now=acting.now,
    )
