"""A browser that may read and write: by a key in a cookie, until it was left alone for half an hour."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from handlers.child_consultation.models import ChildSitting

LIVES = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)


def begin_sitting(
    session: Session, now: datetime, *, case_id: int | None = None, link_id: int | None = None, code: str | None = None
) -> str:
    """The key, which is nowhere else."""
    session.execute(delete(ChildSitting).where(col(ChildSitting.until) < now))
    key = secrets.token_urlsafe(24)
    session.add(ChildSitting(key_hash=_hash(key), case_id=case_id, link_id=link_id, code=code, until=now + LIVES))
    session.flush()
    return key


def find_sitting(session: Session, key: str, now: datetime) -> ChildSitting | None:
    """None when it is over."""
    found = session.exec(select(ChildSitting).where(ChildSitting.key_hash == _hash(key))).first() if key else None
    return found if found is not None and found.until > now else None


def is_to_be_kept(sitting: ChildSitting, now: datetime) -> bool:
    """Whether it was last seen a while ago, so that its end is to be moved."""
    return sitting.until - now < LIVES - SEEN_EVERY


def keep_sitting(session: Session, id: int, now: datetime) -> None:
    if (sitting := session.get(ChildSitting, id)) is not None:
        sitting.until = now + LIVES
        session.add(sitting)


def end_sitting(session: Session, key: str) -> None:
    session.execute(delete(ChildSitting).where(col(ChildSitting.key_hash) == _hash(key)))


def forget_code(session: Session, id: int) -> None:
    """It was written down, and is shown no more."""
    if (sitting := session.get(ChildSitting, id)) is not None:
        sitting.code = None
        session.add(sitting)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8")).hexdigest()
