"""What is deleted by the clock: conversations whose data was erased on request, and those past the retention."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, exists, select

from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow
from bot.models.tracker_event import TrackerEventRow

ERASED_GRACE = timedelta(minutes=10)  # the farewell must still arrive


def purge_erased(session: Session, now: datetime) -> int:
    """Delete conversations erased a while ago; who wrote again since then stays. The number deleted."""
    erased = col(Conversation.erased_at).is_not(None) & (col(Conversation.erased_at) < now - ERASED_GRACE)
    wrote_again = exists().where(
        col(InboxRow.conversation_id) == col(Conversation.id), col(InboxRow.received_at) > col(Conversation.erased_at)
    )
    session.execute(update(Conversation).where(erased, wrote_again).values(erased_at=None))
    return _delete(session, erased)


def purge_old(session: Session, now: datetime, retention_days: int) -> int:
    """Delete conversations in which nothing was said for the retention period. The number deleted."""
    limit = now - timedelta(days=retention_days)
    spoken_since = exists().where(
        col(TrackerEventRow.conversation_id) == col(Conversation.id), col(TrackerEventRow.at) >= limit
    )
    heard_since = exists().where(
        col(InboxRow.conversation_id) == col(Conversation.id), col(InboxRow.received_at) >= limit
    )
    return _delete(session, (col(Conversation.created_at) < limit) & ~spoken_since & ~heard_since)


def _delete(session: Session, condition: ColumnElement[bool]) -> int:
    ids = list(session.exec(select(Conversation.id).where(condition)))
    if ids:
        session.execute(delete(Conversation).where(col(Conversation.id).in_(ids)))
    return len(ids)
