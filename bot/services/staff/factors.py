"""A member's second factors: set up, shown, removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

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
    forget_last(session, staff)
    acting.note(session, "app_removed", staff_id)


def forget_last(session: Session, staff: Staff) -> None:
    """When no second factor is left, none has been shown in any session, and recovery codes stand in for nothing."""
    if has_second_factor(session, staff):
        return
    session.execute(delete(StaffRecoveryCode).where(col(StaffRecoveryCode.staff_id) == staff.id))
    session.execute(update(StaffSession).where(col(StaffSession.staff_id) == staff.id).values(second_factor_at=None))


def show_code(session: Session, staff_id: int, typed: str, fingerprint: Callable[[str], str], now: datetime) -> str:
    """A code of the app or a recovery code, each used once; which of them it was. Raises UserError."""
    if totp.use_code(session, staff_id, typed, now):
        return "app"
    if recovery.use_code(session, staff_id, typed, fingerprint, now):
        return "recovery_code"
    raise UserError("factors.code_wrong")
