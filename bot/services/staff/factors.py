"""A member's second factors: set up, shown, removed."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, update
from sqlmodel import Session, col

from bot.errors import UserError
from bot.models.staff import Staff, StaffRecoveryCode, StaffSession
from bot.services.staff import recovery, totp
from bot.services.staff.identify import has_second_factor
from bot.services.staff.members import get_member
from bot.services.staff.recording import Acting


def set_up_app(session: Session, staff_id: int, secret: str, code: str, acting: Acting) -> None:
    """Codes of this secret are the member's from now on. Raises UserError when the first one is wrong."""
    step = totp.find_step(secret, code, acting.now) if totp.is_secret(secret) else None
    if step is None:
        raise UserError("factors.code_wrong")
    staff = get_member(session, staff_id)
    staff.totp_secret, staff.totp_step = secret, step
    session.add(staff)
    acting.note(session, "app_set_up", staff_id)


def remove_app(session: Session, staff_id: int, acting: Acting) -> None:
    """Codes of the member's app are worth nothing any more."""
    staff = get_member(session, staff_id)
    if staff.totp_secret is None:
        return
    staff.totp_secret, staff.totp_step = None, 0
    session.add(staff)
    session.flush()
    acting.note(session, "app_removed", staff_id)
    forget_last(session, staff)


def forget_last(session: Session, staff: Staff) -> None:
    """When no second factor is left, none has been shown in any session, and recovery codes stand in for nothing."""
    if has_second_factor(session, staff):
        return
    session.execute(delete(StaffRecoveryCode).where(col(StaffRecoveryCode.staff_id) == staff.id))
    session.execute(update(StaffSession).where(col(StaffSession.staff_id) == staff.id).values(second_factor_at=None))


def show_code(session: Session, staff_id: int, typed: str, fingerprint: Callable[[str], str], acting: Acting) -> None:
    """A code of the app or a recovery code, each used once. Raises UserError."""
    if totp.use_code(session, staff_id, typed, acting.now):
        acting.note(session, "second_factor", staff_id, new={"kind": "app"})
    elif recovery.use_code(session, staff_id, typed, fingerprint, acting.now):
        acting.note(session, "second_factor", staff_id, new={"kind": "recovery_code"})
    else:
        raise UserError("factors.code_wrong")
