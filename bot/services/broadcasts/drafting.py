"""Writing a broadcast: its author changes it until they hand it in, and nobody does from then on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.errors import NotFound, UserError
from bot.messages import Message
from bot.models.broadcasts import Broadcast, BroadcastKind, BroadcastStatus
from bot.services import segments
from bot.services.broadcasts.acting import BroadcastAction, note
from bot.services.broadcasts.content import write_content
from bot.services.staff.recording import Acting

REPEATS = ("", "daily", "weekly", "monthly")
WRITTEN = (BroadcastKind.MESSAGE, BroadcastKind.DRILL, BroadcastKind.SURVEY, BroadcastKind.SAFETY)  # by people


@dataclass(frozen=True)
class Wanted:
    """What an author wants. `send_at` None: as soon as it is approved."""

    title: str
    content: Mapping[str, Sequence[Message]]
    rule: Mapping[str, Any]
    kind: str = BroadcastKind.MESSAGE
    send_at: datetime | None = None
    repeat: str = ""
    is_urgent: bool = False


def create_draft(session: Session, wanted: Wanted, acting: Acting) -> Broadcast:
    """Raises UserError when it says nothing to nobody."""
    broadcast = Broadcast(kind=wanted.kind, content={}, rule={}, origin="staff", created_at=acting.now)
    _write(broadcast, wanted, acting)
    session.add(broadcast)
    session.flush()
    note(session, acting, BroadcastAction.DRAFTED, broadcast)
    return broadcast


def update_draft(session: Session, broadcast_id: int, wanted: Wanted, acting: Acting) -> Broadcast:
    """Raises UserError when it was handed in, or says nothing to nobody. Who changes it is its author."""
    broadcast = enter(session, broadcast_id, BroadcastStatus.DRAFT)
    _write(broadcast, wanted, acting)
    session.add(broadcast)
    note(session, acting, BroadcastAction.CHANGED, broadcast)
    return broadcast


def delete_draft(session: Session, broadcast_id: int, acting: Acting) -> None:
    broadcast = enter(session, broadcast_id, BroadcastStatus.DRAFT)
    session.delete(broadcast)
    note(session, acting, BroadcastAction.DELETED, broadcast)


def submit(session: Session, broadcast_id: int, acting: Acting) -> Broadcast:
    """Hand it in: a second person decides."""
    broadcast = enter(session, broadcast_id, BroadcastStatus.DRAFT)
    broadcast.status, broadcast.submitted_at = BroadcastStatus.WAITING, acting.now
    session.add(broadcast)
    note(session, acting, BroadcastAction.SUBMITTED, broadcast)
    return broadcast


def withdraw(session: Session, broadcast_id: int, acting: Acting) -> Broadcast:
    """Take it back to be changed."""
    broadcast = enter(session, broadcast_id, BroadcastStatus.WAITING)
    broadcast.status, broadcast.submitted_at = BroadcastStatus.DRAFT, None
    session.add(broadcast)
    note(session, acting, BroadcastAction.WITHDRAWN, broadcast)
    return broadcast


def enter(session: Session, broadcast_id: int, wanted: BroadcastStatus) -> Broadcast:
    """The broadcast, locked. Raises NotFound, and UserError when it has gone on to another state."""
    statement = select(Broadcast).where(col(Broadcast.id) == broadcast_id).with_for_update()
    broadcast = session.exec(statement, execution_options={"populate_existing": True}).first()
    if broadcast is None:
        raise NotFound(f"there is no broadcast {broadcast_id}")
    if broadcast.status != wanted:
        raise UserError("broadcasts.overtaken")
    return broadcast


def seal(broadcast: Broadcast) -> str:
    """16 hex digits of all that is approved: who approves says by it what they have seen."""
    send_at = broadcast.send_at.isoformat() if broadcast.send_at else ""
    said = [broadcast.kind, broadcast.content, broadcast.rule, send_at, broadcast.repeat, broadcast.is_urgent]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _write(broadcast: Broadcast, wanted: Wanted, acting: Acting) -> None:
    if wanted.kind not in WRITTEN or wanted.repeat not in REPEATS:
        raise ValueError(f"nobody writes a {wanted.kind} that is repeated {wanted.repeat}")
    try:
        segments.parse(wanted.rule)
    except ValueError as error:
        raise UserError("broadcasts.rule_wrong", words=str(error)) from error
    try:
        content = write_content(wanted.content)
    except ValueError as error:
        raise UserError("broadcasts.content_missing") from error
    broadcast.kind, broadcast.title = wanted.kind, wanted.title
    broadcast.content, broadcast.rule = content, dict(wanted.rule)
    broadcast.send_at, broadcast.repeat, broadcast.is_urgent = wanted.send_at, wanted.repeat, wanted.is_urgent
    broadcast.is_drill = wanted.kind == BroadcastKind.DRILL
    broadcast.drafted_by = int(acting.actor.id)
