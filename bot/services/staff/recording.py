"""What changes staff is recorded, by whatever function the composition root gives."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Actor:
    """Who did it: `staff`, `system` or `citizen`, their id, and the network address they came from."""

    kind: str
    id: str
    address: str = ""


class Record(Protocol):
    """Writes one audit entry in the same transaction as what it tells of."""

    def __call__(
        self,
        session: Session,
        actor: Actor,
        action: str,
        /,
        *,
        object_kind: str = "",
        object_id: str = "",
        conversation_id: int | None = None,
        reason: str = "",
        old: Any = None,
        new: Any = None,
        now: datetime,
    ) -> object: ...


def log_change(
    _session: Session, actor: Actor, action: str, /, *, object_kind: str = "", object_id: str = "", **_more: object
) -> None:
    """A `Record` that writes ids to the technical log, and nothing of what was changed."""
    log.info("%s by %s %s: %s %s", action, actor.kind, actor.id or "-", object_kind, object_id)


@dataclass(frozen=True)
class Acting:
    """Somebody who changes staff, now."""

    record: Record
    actor: Actor
    now: datetime

    def by(self, staff_id: int) -> Acting:
        """The same, done by the member themselves."""
        return replace(self, actor=replace(self.actor, kind="staff", id=str(staff_id)))

    def note(self, session: Session, action: str, staff_id: int, old: Any = None, new: Any = None) -> None:
        """`action` is done to this member; `old` and `new` hold no secret."""
        self.record(
            session,
            self.actor,
            f"staff.{action}",
            object_kind="staff",
            object_id=str(staff_id),
            old=old,
            new=new,
            now=self.now,
        )
