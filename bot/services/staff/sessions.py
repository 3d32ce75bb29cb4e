"""Where members are signed in.

A table of our own, because a signed cookie that was copied works on after its owner signed out. The browser has the id,
the database its SHA-256.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from bot.models.staff import EndReason, SignInMethod, Staff, StaffSession
from bot.services.staff.user_agent import describe_user_agent

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # a request writes no more often than this
KEPT = timedelta(days=30)  # after they ended
_KEY_BYTES = 16


@dataclass(frozen=True)
class Browser:
    """Where a request came from."""

    address: str = ""
    user_agent: str = ""


def hash_key(key: str) -> str:
    """How a session's id stands in the database."""
    return hashlib.sha256(key.encode()).hexdigest()


def begin(
    session: Session, staff: Staff, method: SignInMethod, browser: Browser, now: datetime, is_second: bool = False
) -> str:
    """The id of a new session, which is known nowhere else. `is_second`: both factors were shown at once."""
    session.execute(delete(StaffSession).where(col(StaffSession.seen_at) < now - KEPT))
    assert staff.id is not None
    key = secrets.token_urlsafe(_KEY_BYTES)
    session.add(
        StaffSession(
            key_hash=hash_key(key),
            staff_id=staff.id,
            created_at=now,
            seen_at=now,
            second_factor_at=now if is_second else None,
            method=method,
            address=browser.address,
            user_agent=describe_user_agent(browser.user_agent),
        )
    )
    staff.signed_in_at = now
    session.add(staff)
    session.flush()
    return key


def find_open(session: Session, key_hash: str, now: datetime) -> tuple[StaffSession, Staff] | None:
    """The session with this id and its member, while both are well."""
    statement = select(StaffSession, Staff).where(
        StaffSession.staff_id == Staff.id, StaffSession.key_hash == key_hash, col(Staff.is_active), *_is_open(now)
    )
    return session.exec(statement).first()


def list_alive(session: Session, now: datetime) -> frozenset[str]:
    """The hashed ids of all sessions that are open, of members who are not disabled."""
    statement = select(StaffSession.key_hash).where(
        StaffSession.staff_id == Staff.id, col(Staff.is_active), *_is_open(now)
    )
    return frozenset(session.exec(statement))


def see(session: Session, key_hash: str, now: datetime) -> None:
    """It was used just now."""
    seen_long_ago = col(StaffSession.seen_at) <= now - SEEN_EVERY
    session.execute(
        update(StaffSession).where(col(StaffSession.key_hash) == key_hash, seen_long_ago).values(seen_at=now)
    )


def rotate(session: Session, session_id: int, now: datetime, *, is_second: bool = False, is_proof: bool = False) -> str:
    """The session's new id; the old one is worth nothing from now on. `is_second`: a second factor was shown;
    `is_proof`: the password was."""
    row = session.get_one(StaffSession, session_id)
    key = secrets.token_urlsafe(_KEY_BYTES)
    row.key_hash, row.rotated_at = hash_key(key), now
    if is_second:
        row.second_factor_at = now
    if is_second or is_proof:
        row.proved_at = now
    session.add(row)
    session.flush()
    return key


def end(session: Session, session_id: int, staff_id: int, why: EndReason, now: datetime) -> bool:
    """End one session of this member; whether there was one to end."""
    which = (col(StaffSession.id) == session_id, col(StaffSession.staff_id) == staff_id)
    return _end(session, why, now, *which) > 0


def end_all(session: Session, staff_id: int, why: EndReason, now: datetime, but: int | None = None) -> int:
    """End every session of a member, one excepted; how many."""
    others = [col(StaffSession.id) != but] if but else []
    return _end(session, why, now, col(StaffSession.staff_id) == staff_id, *others)


def list_open(session: Session, staff_id: int, now: datetime) -> Sequence[StaffSession]:
    """Where a member is signed in now, latest first."""
    own = select(StaffSession).where(StaffSession.staff_id == staff_id, *_is_open(now))
    return session.exec(own.order_by(col(StaffSession.seen_at).desc(), col(StaffSession.id).desc())).all()


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(StaffSession.ended_at).is_(None),
        col(StaffSession.seen_at) > now - IDLE,
        col(StaffSession.created_at) > now - LONGEST,
    )


def _end(session: Session, why: EndReason, now: datetime, *which: ColumnElement[bool]) -> int:
    statement = update(StaffSession).where(col(StaffSession.ended_at).is_(None), *which)
    ended = session.execute(statement.values(ended_at=now, why=why).returning(col(StaffSession.id)))
    return len(ended.all())
