"""Leases on inbox rows: one conversation is worked on by one worker, in the order of its events.

A killed worker's lease runs out and the row is taken up again; a worker that was only slow finds the lease gone when
it commits, and leaves quietly.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, text
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.clock import utc_now
from bot.db import Database
from bot.messages import Inbound
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow, InboxStatus

LEASE = timedelta(seconds=10)
RETRY_SECONDS = (1, 3, 9)


@dataclass(frozen=True)
class Claim:
    """One row to work on, and the name under which its conversation is leased."""

    inbox_id: int
    conversation_id: int
    lease: str
    attempts: int
    inbound: Inbound


class LeaseLost(Exception):
    """Another worker took the conversation over; what this one did must not be committed."""


def claim(database: Database) -> Claim | None:
    """Lease the conversation whose waiting event is oldest; None when there is nothing to do."""
    now = utc_now()
    with database.write() as session:
        waiting = (
            select(Conversation)
            .join(InboxRow, col(InboxRow.conversation_id) == col(Conversation.id))
            .where(_is_waiting(), _is_free(now))
            .order_by(col(InboxRow.occurred_at), col(InboxRow.id))
            .limit(1)
        )
        conversation = session.exec(lock_unlocked(waiting)).first()
        if conversation is None or conversation.id is None:
            return None
        row = _find_first_row(session, conversation.id)
        if row is None or row.id is None:
            return None  # another worker was first and this one read an older state
        row.attempts += 1
        conversation.leased_by, conversation.leased_until = secrets.token_hex(8), now + LEASE
        return Claim(row.id, conversation.id, conversation.leased_by, row.attempts, Inbound.from_json(row.inbound))


def lock_unlocked(statement: SelectOfScalar[Conversation]) -> SelectOfScalar[Conversation]:
    """Lock the rows found and pass over those another worker has (SQLite: the whole database is locked anyway)."""
    return statement.with_for_update(of=Conversation, skip_locked=True)


def _is_waiting() -> ColumnElement[bool]:
    # A literal, so that both databases use the partial index.
    return text("inbox.status = 'accepted'")  # type: ignore[return-value]


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(col(Conversation.leased_until).is_(None), col(Conversation.leased_until) < now)


def _find_first_row(session: Session, conversation_id: int) -> InboxRow | None:
    statement = (
        select(InboxRow)
        .where(InboxRow.conversation_id == conversation_id, _is_waiting())
        .order_by(col(InboxRow.occurred_at), col(InboxRow.id))
        .limit(1)
    )
    return session.exec(statement).first()


def check(session: Session, claimed: Claim) -> Conversation:
    """The conversation, locked until the transaction ends. Raises LeaseLost when another worker has it by now."""
    statement = select(Conversation).where(Conversation.id == claimed.conversation_id).with_for_update()
    conversation = session.exec(statement).first()
    if conversation is None or conversation.leased_by != claimed.lease:
        raise LeaseLost
    return conversation


def finish(session: Session, claimed: Claim, status: InboxStatus = InboxStatus.DONE, engine: str = "") -> Conversation:
    """Mark the claimed row in the transaction of its turn and give the lease back.

    Raises LeaseLost when another worker has it; nothing may be committed then.
    """
    conversation = check(session, claimed)
    row = session.get(InboxRow, claimed.inbox_id)
    if row is None:
        raise LeaseLost
    row.status, row.engine = status, engine
    conversation.leased_by, conversation.leased_until = "", None
    return conversation


def postpone(database: Database, claim: Claim) -> None:
    """After a fault that may pass: keep the conversation leased to nobody for a while, then it is tried again."""
    seconds = RETRY_SECONDS[min(claim.attempts, len(RETRY_SECONDS)) - 1]
    with database.write() as session:
        conversation = session.get(Conversation, claim.conversation_id)
        if conversation is not None and conversation.leased_by == claim.lease:
            conversation.leased_by, conversation.leased_until = "", utc_now() + timedelta(seconds=seconds)
