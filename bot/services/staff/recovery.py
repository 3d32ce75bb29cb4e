"""Recovery codes: each stands in once for a second factor that was lost."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from bot.models.staff import StaffRecoveryCode
from bot.services.staff.passwords import PLAIN_LETTERS

HOW_MANY = 10
_GROUP, _GROUPS = 5, 2

Fingerprint = Callable[[str], str]


def make_codes(session: Session, staff_id: int, fingerprint: Fingerprint) -> list[str]:
    """New codes, to be shown once; those of before are worth nothing any more."""
    codes = [_make_code() for _ in range(HOW_MANY)]
    session.execute(delete(StaffRecoveryCode).where(col(StaffRecoveryCode.staff_id) == staff_id))
    for code in codes:
        session.add(StaffRecoveryCode(staff_id=staff_id, code_hash=_hash(staff_id, code, fingerprint)))
    session.flush()
    return codes


def use_code(session: Session, staff_id: int, typed: str, fingerprint: Fingerprint, now: datetime) -> bool:
    """Whether it is a code of this member's that was not used; it is used now."""
    statement = update(StaffRecoveryCode).where(
        col(StaffRecoveryCode.staff_id) == staff_id,
        col(StaffRecoveryCode.code_hash) == _hash(staff_id, typed, fingerprint),
        col(StaffRecoveryCode.used_at).is_(None),
    )
    used = session.execute(statement.values(used_at=now).returning(col(StaffRecoveryCode.id)))
    return used.first() is not None


def count_unused(session: Session, staff_id: int) -> int:
    """How many codes a member has left."""
    left = select(func.count()).where(StaffRecoveryCode.staff_id == staff_id, col(StaffRecoveryCode.used_at).is_(None))
    return session.exec(left).one()


def _make_code() -> str:
    """Some 49 random bits; an HMAC with the secret key is stored, so that they can't be guessed from the database."""
    groups = ("".join(secrets.choice(PLAIN_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _hash(staff_id: int, typed: str, fingerprint: Fingerprint) -> str:
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed[:64]).lower()))
    return fingerprint(f"recovery code of {staff_id}:{letters}")
