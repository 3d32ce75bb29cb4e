"""Writing an entry, in the transaction of what it tells of: both are there, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import insert_if_new
from bot.errors import Refused
from bot.models.audit import ActorKind, AuditEntry, AuditHead
from bot.services.audit.actions import Purpose, check_action
from bot.services.audit.canonical import check_json
from bot.services.audit.chain import GENESIS, KeyRing, open_ring, seal


@dataclass(frozen=True)
class Actor:
    """Who acted: `staff`, `system` or `citizen`. Department and role are those they acted in; citizens may see them."""

    kind: str
    id: str
    name: str = ""
    address: str = ""  # the network address they came from
    department: str = ""
    role: str = ""


def record(
    session: Session,
    actor: Actor,
    action: str,
    *,
    object_kind: str = "",
    object_id: str = "",
    conversation_id: int | None = None,
    purpose: str = "",
    reason: str = "",
    fields: Sequence[str] = (),
    old: Any = None,
    new: Any = None,
    now: datetime,
) -> AuditEntry:
    """Add an entry to the caller's transaction.

    Call it last: from here to the commit nobody else can add one. `purpose` is one of `Purpose` and `fields` names the
    data that was seen; `old` and `new` are JSON, and hold no secret and no citizen's words, since entries outlive them.
    Raises ValueError for an act or purpose that is not listed and for what is not JSON, and Refused when the log was
    tampered with.
    """
    check_action(action)
    if now.tzinfo is None:
        raise ValueError("a moment without a time zone can't be recorded")
    details = {"name": actor.name, "address": actor.address, "reason": reason, "fields": [*fields]}
    details |= {"old": old, "new": new}
    check_json(details)
    entry = AuditEntry(
        sequence=0,
        at=now.astimezone(UTC),
        action=str(action),
        actor_kind=ActorKind(actor.kind),
        actor_id=actor.id,
        department=actor.department,
        role=actor.role,
        object_kind=object_kind,
        object_id=object_id,
        conversation_ref=conversation_id,
        purpose=Purpose(purpose) if purpose else "",
        details=details,
        key_id="",
        mac=b"",
    )
    session.flush()  # the caller's own rows are locked before the head, so that two callers never wait for each other
    _append(session, entry, open_ring(session))
    return entry


def _append(session: Session, entry: AuditEntry, ring: KeyRing) -> None:
    head = _hold_head(session, ring)
    if ring.find_age(head.key_id) is None:
        raise Refused("another key wrote the audit log; put the one before into MADOGUCHI_FORMER_SECRET_KEYS")
    if not ring.is_sealed(head):
        raise Refused("the end of the audit log is not as it was written; run `madoguchi audit verify`")
    key = ring.current
    entry.sequence, entry.key_id = head.sequence + 1, key.id
    entry.mac = key.mac(head.mac, entry)
    head.sequence, head.mac = entry.sequence, entry.mac
    seal(head, key)
    session.add(entry)
    session.flush()


def _hold_head(session: Session, ring: KeyRing) -> AuditHead:
    """The end of the chain, locked until the transaction ends."""
    head = session.exec(lock_head(select(AuditHead))).one_or_none()
    if head is not None:
        return head
    if session.exec(select(AuditEntry.sequence).limit(1)).first() is not None:
        return _find_first_head(session)
    first = AuditHead(sequence=0, mac=GENESIS, key_id="", seal=b"")
    seal(first, ring.current)
    insert_if_new(session, AuditHead, first.model_dump())
    return session.exec(lock_head(select(AuditHead))).one()


def _find_first_head(session: Session) -> AuditHead:
    """Of a log whose first entry was written since we looked for its end."""
    head = session.exec(lock_head(select(AuditHead))).one_or_none()
    if head is None:
        raise Refused("the audit log has entries and no end; run `madoguchi audit verify`")
    return head


def lock_head(statement: SelectOfScalar[AuditHead]) -> SelectOfScalar[AuditHead]:
    """Lock the row, and read it as it is now (SQLite: the whole database is locked anyway)."""
    return statement.with_for_update().execution_options(populate_existing=True)
