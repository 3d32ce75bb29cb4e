"""What changes a member of staff is in the audit log, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.services.audit import Action, Actor, record


class StaffAction(Action):
    CREATED = "staff.created"
    RENAMED = "staff.renamed"
    ROLES_CHANGED = "staff.roles_changed"
    DISABLED = "staff.disabled"
    ENABLED = "staff.enabled"
    RESET = "staff.reset"
    SIGNED_IN = "staff.signed_in"
    SIGN_IN_FAILED = "staff.sign_in_failed"
    SIGNED_OUT = "staff.signed_out"
    SESSION_ENDED = "staff.session_ended"
    SECOND_FACTOR = "staff.second_factor"  # was given
    PASSWORD_CHANGED = "staff.password_changed"  # noqa: S105  # no password
    APP_SET_UP = "staff.app_set_up"
    APP_REMOVED = "staff.app_removed"
    PASSKEY_ADDED = "staff.passkey_added"
    PASSKEY_REMOVED = "staff.passkey_removed"
    RECOVERY_CODES_MADE = "staff.recovery_codes_made"


@dataclass(frozen=True)
class Acting:
    """Somebody who changes staff, now."""

    actor: Actor
    now: datetime

    def by(self, staff_id: int, name: str) -> Acting:
        """The same, done by the member themselves."""
        return replace(self, actor=replace(self.actor, kind="staff", id=str(staff_id), name=name))

    def note(self, session: Session, action: str, staff_id: int, old: Any = None, new: Any = None) -> None:
        """`staff.<action>` is done to this member; `old` and `new` hold no secret. To be called last."""
        record(
            session,
            self.actor,
            StaffAction(f"staff.{action}"),
            object_kind="staff",
            object_id=str(staff_id),
            old=old,
            new=new,
            now=self.now,
        )
