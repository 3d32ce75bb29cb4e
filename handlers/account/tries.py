"""Limits tries to sign in, the same for any number of processes: each try is counted before it is made."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from handlers.account.models import SignInTries
from handlers.account.service import Keeper

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5  # wrong passwords for one number, whoever tries
PER_CITIZEN = 10  # numbers and passwords that one citizen may try
KEPT = timedelta(days=1)


def may_try(session: Session, keeper: Keeper, number: str, conversation_id: int, now: datetime) -> bool:
    """Count one try; False when there were too many within the last quarter of an hour."""
    old = select(SignInTries.id).where(col(SignInTries.since) < now - KEPT).with_for_update(skip_locked=True)
    session.execute(delete(SignInTries).where(col(SignInTries.id).in_(old)))
    subjects = ((_citizen(keeper, conversation_id), PER_CITIZEN), (_account(keeper, number), PER_ACCOUNT))
    return all(_count(session, subject, now) <= most for subject, most in subjects)


def forgive(session: Session, keeper: Keeper, number: str) -> None:
    """The password was right: the account's tries begin anew. The citizen's do not, so that an account of one's own
    gives nobody more tries at others."""
    session.execute(delete(SignInTries).where(col(SignInTries.subject_fingerprint) == _account(keeper, number)))


def _citizen(keeper: Keeper, conversation_id: int) -> str:
    return keeper.fingerprint("tries of a citizen", str(conversation_id))


def _account(keeper: Keeper, number: str) -> str:
    return keeper.fingerprint("tries at an account", number)


def _count(session: Session, subject: str, now: datetime) -> int:
    """The number of this try in its window, which begins with the first one."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    counted = insert(SignInTries).values(subject_fingerprint=subject, tries=1, since=now)
    is_over = col(SignInTries.since) <= now - WINDOW
    again = counted.on_conflict_do_update(
        index_elements=["subject_fingerprint"],
        set_={
            "tries": case((is_over, 1), else_=col(SignInTries.tries) + 1),
            "since": case((is_over, now), else_=col(SignInTries.since)),
        },
    )
    return int(session.execute(again.returning(col(SignInTries.tries))).scalar_one())
